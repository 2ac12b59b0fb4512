from pyspark.sql import SparkSession, Row
from pyspark.sql import functions as F
from pyspark.sql.types import *
import datetime, decimal
spark = SparkSession.builder.master("local[2]").appName("sql").getOrCreate()
sc = spark.sparkContext
def err(label, f):
    try:
        print(label, repr(f()))
    except Exception as error:
        text = str(error)
        if type(error).__name__ in ("PythonException", "Py4JJavaError"):
            lines = [line for line in text.split("\n") if line and line[0] not in " \t" and "stacktrace" not in line]
            print(label, type(error).__name__, lines[0][:60], "|", lines[-1])
        else:
            print(label, type(error).__name__, text.split("\n")[0])
