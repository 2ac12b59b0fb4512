from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[2]", "Bad")
ssc = StreamingContext(sc, 1)

pairs = ssc.socketTextStream("localhost", 9999).map(lambda word: (word, 1))
pairs.partitionBy(2, lambda key: key).pprint()
pairs.pprint()
ssc.start()
try:
    ssc.awaitTermination()
except Exception as error:
    print(type(error).__name__, "TypeError" in str(error))
