//! What can stand behind a dot: the members of the classes that programs use most.

/// A class and its members, separated by spaces. What the classes of this project have is the truth: a test compares.
pub const MEMBERS: [(&str, &str); 14] = [
    (
        "SparkContext",
        "PACKAGE_EXTENSIONS accumulator addArchive addFile addJobTag addPyFile appName applicationId \
        binaryFiles binaryRecords broadcast cancelAllJobs cancelJobGroup cancelJobsWithTag clearJobTags \
        defaultMinPartitions defaultParallelism dump_profiles emptyRDD environment getCheckpointDir getConf \
        getJobTags getLocalProperty getOrCreate hadoopFile hadoopRDD listArchives listFiles master \
        newAPIHadoopFile newAPIHadoopRDD parallelize pickleFile pythonVer range removeJobTag resources \
        runJob sequenceFile serializer setCheckpointDir setInterruptOnCancel setJobDescription setJobGroup \
        setLocalProperty setLogLevel setSystemProperty show_profiles sparkHome sparkUser startTime \
        statusTracker stop textFile uiWebUrl union version wholeTextFiles",
    ),
    (
        "StreamingContext",
        "addStreamingListener awaitTermination awaitTerminationOrTimeout binaryRecordsStream checkpoint \
        getActive getActiveOrCreate getOrCreate queueStream remember socketTextStream sparkContext start \
        stop textFileStream transform union",
    ),
    (
        "DStream",
        "cache checkpoint cogroup combineByKey context count countByValue countByValueAndWindow countByWindow \
        filter flatMap flatMapValues foreachRDD fullOuterJoin glom groupByKey groupByKeyAndWindow join \
        leftOuterJoin map mapPartitions mapPartitionsWithIndex mapValues partitionBy persist pprint reduce \
        reduceByKey reduceByKeyAndWindow reduceByWindow repartition rightOuterJoin saveAsTextFiles slice \
        transform transformWith union updateStateByKey window",
    ),
    (
        "RDD",
        "aggregate aggregateByKey barrier cache cartesian checkpoint cleanShuffleDependencies coalesce \
        cogroup collect collectAsMap collectWithJobGroup combineByKey context count countApprox \
        countApproxDistinct countByKey countByValue ctx distinct filter first flatMap flatMapValues fold \
        foldByKey foreach foreachPartition fullOuterJoin getCheckpointFile getNumPartitions \
        getResourceProfile getStorageLevel glom groupBy groupByKey groupWith histogram id intersection \
        isCheckpointed isEmpty isLocallyCheckpointed is_cached is_checkpointed join keyBy keys leftOuterJoin \
        localCheckpoint lookup map mapPartitions mapPartitionsWithIndex mapPartitionsWithSplit mapValues max \
        mean meanApprox min name partitionBy partitioner persist pipe randomSplit reduce reduceByKey \
        reduceByKeyLocally repartition repartitionAndSortWithinPartitions rightOuterJoin sample sampleByKey \
        sampleStdev sampleVariance saveAsHadoopDataset saveAsHadoopFile saveAsNewAPIHadoopDataset \
        saveAsNewAPIHadoopFile saveAsPickleFile saveAsSequenceFile saveAsTextFile setName sortBy sortByKey \
        stats stdev subtract subtractByKey sum sumApprox take takeOrdered takeSample toDF toDebugString \
        toLocalIterator top treeAggregate treeReduce union unpersist values variance withResources zip \
        zipWithIndex zipWithUniqueId",
    ),
    (
        "SparkSession",
        "builder catalog conf createDataFrame getActiveSession newSession range read readStream sparkContext \
        sql stop table udf version",
    ),
    ("Builder", "appName config enableHiveSupport getOrCreate master remote"),
    (
        "DataFrame",
        "agg alias approxQuantile cache checkpoint coalesce colRegex collect columns corr count cov \
        createGlobalTempView createOrReplaceGlobalTempView createOrReplaceTempView createTempView crossJoin \
        cube describe distinct drop dropDuplicates drop_duplicates dropna dtypes exceptAll explain fillna \
        filter first foreach foreachPartition groupBy groupby head hint inputFiles intersect intersectAll \
        isEmpty isLocal isStreaming is_cached join limit localCheckpoint na offset orderBy persist \
        printSchema rdd registerTempTable repartition repartitionByRange replace rollup sameSemantics sample \
        schema select selectExpr show sort sortWithinPartitions sparkSession sql_ctx stat storageLevel \
        subtract summary tail take toDF toJSON toLocalIterator toPandas transform union unionAll unionByName \
        unpersist where withColumn withColumnRenamed withColumns withColumnsRenamed write writeStream",
    ),
    ("GroupedData", "agg avg count max mean min pivot sum"),
    (
        "Column",
        "alias asc asc_nulls_first asc_nulls_last astype between bitwiseAND bitwiseOR bitwiseXOR cast \
        contains desc desc_nulls_first desc_nulls_last endswith eqNullSafe getField getItem ilike isNotNull \
        isNull isin like name otherwise over rlike startswith substr when",
    ),
    (
        "str",
        "capitalize casefold center count encode endswith expandtabs find format format_map index isalnum \
        isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper \
        join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust \
        rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill",
    ),
    ("list", "append clear copy count extend index insert pop remove reverse sort"),
    ("dict", "clear copy fromkeys get items keys pop popitem setdefault update values"),
    (
        "set",
        "add clear copy difference difference_update discard intersection intersection_update isdisjoint \
        issubset issuperset pop remove symmetric_difference symmetric_difference_update union update",
    ),
    ("tuple", "count index"),
];

/// The members of a class; none if it is not among them.
pub fn members_of(class: &str) -> impl Iterator<Item = &'static str> + use<> {
    let found = MEMBERS.iter().find(|(name, _)| *name == class);
    found.into_iter().flat_map(|(_, members)| members.split(' '))
}
