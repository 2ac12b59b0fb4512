from typing import Iterable, List, Optional, Tuple

from pyspark import RDD, Accumulator, AccumulatorParam, Broadcast, SparkContext
from pyspark.streaming import DStream, StreamingContext


class Longest(AccumulatorParam[str]):
    def zero(self, value: str) -> str:
        return ""

    def addInPlace(self, one: str, other: str) -> str:
        return max(one, other, key=lambda word: (len(word), word))


def left_out(sc: SparkContext) -> Broadcast[List[str]]:
    if "words" not in globals():
        globals()["words"] = sc.broadcast(["the", "a"])
    return globals()["words"]


def total(new: Iterable[int], old: Optional[int]) -> int:
    return sum(new) + (old or 0)


def show(rdd: RDD[Tuple[str, int]]) -> None:
    words: List[str] = left_out(rdd.context).value
    print(rdd.filter(lambda pair: pair[0] not in words).collect(), longest.value)


sc = SparkContext("local[2]", "App")
ssc = StreamingContext(sc, 1)
ssc.checkpoint("checkpoint")
longest: Accumulator[str] = sc.accumulator("", Longest())


def seen(word: str) -> Tuple[str, int]:
    longest.add(word)
    return word, 1


lines: DStream[str] = ssc.socketTextStream("localhost", 9999)
pairs: DStream[Tuple[str, int]] = lines.flatMap(lambda line: line.split(" ")).map(seen)
pairs.updateStateByKey(total).foreachRDD(show)

ssc.start()
ssc.awaitTermination()
