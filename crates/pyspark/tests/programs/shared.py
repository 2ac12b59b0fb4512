from pyspark import SparkContext, Accumulator, AccumulatorParam, Broadcast
from pyspark.accumulators import AccumulatorParam as AP

sc = SparkContext("local[2]", "Shared")
a = sc.accumulator(0)
show("type", lambda: type(a).__name__)
show("repr", lambda: (repr(a), str(a), a.value))
show("aid", lambda: a.aid)
a += 5
show("iadd", lambda: a.value)
a.add(2)
show("add", lambda: a.value)
a.value = 100
show("set", lambda: a.value)
sc.parallelize([1, 2, 3], 2).foreach(lambda x: a.add(x))
show("foreach", lambda: a.value)
def f(x):
    global a
    a += x
    return x
rdd = sc.parallelize([1, 2, 3, 4], 2).map(f)
show("lazy", lambda: a.value)
show("collect", lambda: (rdd.collect(), a.value))
show("twice", lambda: (rdd.count(), a.value))
show("take", lambda: (rdd.take(1), a.value))
cached = sc.parallelize([1, 2, 3, 4], 2).map(f).cache()
show("cached", lambda: (cached.count(), cached.count(), a.value))
show("read in task", lambda: sc.parallelize([1]).map(lambda x: a.value).collect())
show("str in task", lambda: sc.parallelize([1]).map(lambda x: str(a)).collect())
show("repr in task", lambda: sc.parallelize([1]).map(lambda x: repr(a)).collect())
def setter(x):
    a.value = 3
show("set in task", lambda: sc.parallelize([1]).map(setter).collect())
fl = sc.accumulator(1.5)
sc.parallelize([1, 2], 2).foreach(lambda x: fl.add(x))
show("float", lambda: fl.value)
c = sc.accumulator(1j)
c += 2
show("complex", lambda: c.value)
show("string", lambda: sc.accumulator("x"))
show("list", lambda: sc.accumulator([]))
show("none", lambda: sc.accumulator(None))
b = sc.accumulator(True)
b += 1
show("bool", lambda: b.value)
show("no arg", lambda: sc.accumulator())
class ListParam(AccumulatorParam):
    def zero(self, value):
        return []
    def addInPlace(self, v1, v2):
        v1 += v2 if isinstance(v2, list) else [v2]
        return v1
l = sc.accumulator([], ListParam())
sc.parallelize(["a", "b", "c", "d"], 2).foreach(lambda x: l.add(x))
show("list param", lambda: sorted(l.value))
class VectorParam(AccumulatorParam):
    def zero(self, value):
        return [0.0] * len(value)
    def addInPlace(self, val1, val2):
        for i in range(len(val1)):
            val1[i] += val2[i]
        return val1
va = sc.accumulator([1.0, 2.0, 3.0], VectorParam())
def g(x):
    global va
    va += [x] * 3
sc.parallelize([1, 2, 3]).foreach(g)
show("vector", lambda: va.value)
class Half(AccumulatorParam):
    def addInPlace(self, a, b):
        return a + b
class MaxParam(AccumulatorParam):
    def zero(self, v):
        return v
    def addInPlace(self, x, y):
        return max(x, y)
m = sc.accumulator(0, MaxParam())
sc.parallelize([3, 9, 4], 3).foreach(lambda x: m.add(x))
show("max", lambda: m.value)
h = sc.accumulator("", Half())
h += "x"
show("half driver", lambda: h.value)
show("half task", lambda: sc.parallelize([1]).foreach(lambda x: h.add("y")))
show("half value", lambda: h.value)
d = sc.accumulator(0, accum_param=MaxParam())
show("kw", lambda: d.value)
show("bad add", lambda: a.add("x"))
show("bad add task", lambda: sc.parallelize([1]).foreach(lambda x: a.add("x")))
def bad(x):
    a.add(1)
    if x == 3:
        raise ValueError("three")
show("failing", lambda: sc.parallelize([1, 2, 3, 4], 1).foreach(bad))
show("after failing", lambda: a.value)
show("unused in task", lambda: sc.parallelize([1, 2]).map(lambda x: (a.aid, x)[1]).collect())
show("compare", lambda: a == 3)
show("plus", lambda: a + 1)
show("int", lambda: int(a))
show("format", lambda: "%s %d" % (a, a.value))
show("is subclass", lambda: (AP is AccumulatorParam, isinstance(a, Accumulator)))
print(a, fl, sep=" | ")
def mp(it):
    n = 0
    for x in it:
        n += 1
    a.add(n)
    yield n
show("mapPartitions", lambda: (sc.parallelize(range(10), 3).mapPartitions(mp).collect(), a.value))
w = sc.accumulator(0)
show("accumulator by key", lambda: (sc.parallelize([("a", 1), ("b", 2), ("a", 3)], 2).reduceByKey(lambda x, y: (w.add(1), x + y)[1]).collect(), w.value))

bc = sc.broadcast([1, 2, 3])
show("b type", lambda: type(bc).__name__)
show("b value", lambda: bc.value)
show("b repr", lambda: repr(bc).startswith("<pyspark.broadcast.Broadcast object at 0x"))
show("b use", lambda: sc.parallelize([0, 1, 2], 2).map(lambda i: bc.value[i]).collect())
bd = sc.broadcast({"a": 1})
show("b dict", lambda: sc.parallelize(["a", "b"]).map(lambda k: bd.value.get(k, 0)).collect())
bd.value["b"] = 2
show("b mutated", lambda: (bd.value, sc.parallelize(["a", "b"]).map(lambda k: bd.value.get(k, 0)).collect()))
lst = [1]
be = sc.broadcast(lst)
lst.append(2)
show("b changed", lambda: (be.value, sc.parallelize([0], 1).map(lambda k: be.value).collect()))
def change(k):
    be.value.append(k)
    return list(be.value)
show("b task changes", lambda: (sc.parallelize([5, 6], 1).map(change).collect(), be.value))
show("b unpersist", lambda: (bc.unpersist(), bc.unpersist(True), bc.value))
show("b after unpersist", lambda: sc.parallelize([0]).map(lambda i: bc.value).collect())
show("b in rdd", lambda: sc.parallelize([bc]).map(lambda b: b.value).collect())
show("b set", lambda: setattr(bc, "value", 3))
show("b destroy", lambda: bc.destroy())
show("b destroyed value", lambda: bc.value)
show("b destroyed use", lambda: sc.parallelize([0]).map(lambda i: bc.value).collect())
bs = sc.broadcast({1, 2})
show("b set member", lambda: sc.parallelize([1, 5]).filter(lambda x: x in bs.value).collect())
show("b rdd", lambda: sc.broadcast(sc.parallelize([1])))
show("b sc", lambda: sc.broadcast(sc))
show("b none", lambda: sc.broadcast(None).value)
show("b no arg", lambda: sc.broadcast())
show("b class", lambda: isinstance(bs, Broadcast))
show("acc in rdd", lambda: sc.parallelize([1]).map(lambda x: type(w).__name__).collect())
show("acc pickled data", lambda: sc.parallelize([w]).map(lambda x: x.add(4)).count())
show("acc pickled value", lambda: w.value)
sc.stop()
show("acc after stop", lambda: (a.value, a.add(1), a.value > 1))
show("b after stop", lambda: bs.value)
