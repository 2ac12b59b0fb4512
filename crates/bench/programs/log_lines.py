# What an order brings on average in each shop, from the lines of its log.
from pyspark import SparkContext
from pyspark.streaming import StreamingContext

sc = SparkContext("local[*]", "LogLines")
ssc = StreamingContext(sc, 1)

lines = ssc.socketTextStream("localhost", 9999)
orders = lines.filter(lambda line: "ORDER" in line)
fields = orders.map(lambda line: line.split(","))
amounts = fields.map(lambda field: (field[2], (int(field[3]) * float(field[4]), 1)))
totals = amounts.reduceByKey(lambda x, y: (x[0] + y[0], x[1] + y[1]))
averages = totals.mapValues(lambda total: total[0] / total[1])
averages.pprint()

ssc.start()
ssc.awaitTermination()
