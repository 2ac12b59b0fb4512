# `findspark`: pyspark is always found here.


def find():
    return "/opt/spark"


def init(spark_home=None, python_path=None, edit_rc=False, edit_profile=False):
    pass


def add_packages(packages):
    pass


def add_jars(jars):
    pass
