# `pyspark.streaming.kinesis`: as without the package of Spark's Kinesis receiver, which nothing here can load.
from pyspark import StorageLevel
from pyspark.version import __version__

__all__ = ["KinesisUtils", "InitialPositionInStream", "MetricsLevel", "utf8_decoder"]


class InitialPositionInStream:
    LATEST, TRIM_HORIZON = (0, 1)


class MetricsLevel:
    DETAILED, SUMMARY, NONE = (0, 1, 2)


def utf8_decoder(s):
    return None if s is None else s.decode("utf-8")


_LINE = "_" * 96


class KinesisUtils:
    @staticmethod
    def createStream(
        ssc, kinesisAppName, streamName, endpointUrl, regionName, initialPositionInStream, checkpointInterval,
        metricsLevel=MetricsLevel.DETAILED, storageLevel=StorageLevel.MEMORY_AND_DISK_2, awsAccessKeyId=None,
        awsSecretKey=None, decoder=utf8_decoder, stsAssumeRoleArn=None, stsSessionName=None, stsExternalId=None,
    ):
        print(f"""
{_LINE}

  Spark Streaming's Kinesis libraries not found in class path. Try one of the following.

  1. Include the Streaming's Kinesis library and its dependencies with in the
     spark-submit command as

     $ bin/spark-submit --packages org.apache.spark:spark-streaming-kinesis-asl:{__version__} ...

  2. Download the JAR of the artifact from Maven Central http://search.maven.org/,
     Group Id = org.apache.spark, Artifact Id = spark-streaming-kinesis-asl-assembly, Version = {__version__}.
     Then, include the jar in the spark-submit command as

     $ bin/spark-submit --jars <spark-streaming-kinesis-asl-assembly.jar> ...

{_LINE}

""")
        raise TypeError("'JavaPackage' object is not callable")
