df = spark.createDataFrame([("a", 1, 1.5), ("b", 2, 2.5), ("c", 3, None), ("a", 4, 0.5)], ["w", "n", "d"]); df.createOrReplaceTempView("t")
o = spark.createDataFrame([("a", "Alpha"), ("b", "Beta"), ("z", "Zeta")], ["k", "name"]); o.createOrReplaceTempView("o")
def q(text):
    try:
        spark.sql(text).show(truncate=False)
    except Exception as e:
        print(text, "->", type(e).__name__, str(e).split("\n")[0])
for text in """select * from t
SELECT w, n FROM t WHERE n > 1 AND d IS NOT NULL
select w, count(*) as total from t group by w
select w, count(*) from t group by w order by count(*) desc, w limit 2
select w, count(1) c, sum(n) s, avg(d), min(n), max(d) from t group by w having count(1) > 1
select distinct w from t order by w
select upper(w) as u, n*2+1, n/2, n % 2, -n, d, n div 2 from t
select t.w, o.name from t join o on t.w = o.k
select a.w, b.name from t a left join o b on a.w = b.k order by a.n
select * from t inner join o on w = k where n < 3
select * from t left outer join o on t.w = o.k
select * from t right join o on t.w = o.k
select * from t full outer join o on t.w = o.k order by n, k
select * from t cross join o
select t.w from t left semi join o on t.w = o.k
select t.w from t left anti join o on t.w = o.k
select case when n > 2 then 'big' when n = 2 then 'two' else 'small' end as size, n from t
select case w when 'a' then 1 else 0 end from t
select w from t where w like 'a%' or w in ('b', 'c') order by w
select w from t where n between 2 and 3 and not w = 'b'
select * from (select w, sum(n) as s from t group by w) x where s > 2 order by s
with c as (select w, count(*) as k from t group by w) select * from c where k > 1
select 1, 'x', 1.5, null, true, 1e3, 2L, "dq", current_date() is null
select w, n from t union all select k, 0 from o
select w from t union select k from o order by w
select count(distinct w), count(*), count(d), sum(distinct n) from t
select cast(n as string), cast('12' as int), cast('x' as int), cast(d as int), string(n), int('5') from t limit 1
select concat(w, '-', n), length(w), substr('hello', 2, 3), trim('  x '), lower('ABC'), replace('abc','b','x'), w || n from t limit 1
select coalesce(d, 0), nvl(d, -1), ifnull(d, 1), isnull(d), if(n > 2, 'y', 'n') from t
select round(2.5), round(3.14159, 2), floor(2.7), ceil(2.1), abs(-3), sqrt(16), pow(2, 3), 7 / 2, 7 % 3, 10 / 4.0, 1/0, greatest(1,5,3), least(4,2)
select split('a b c', ' '), size(split('a b', ' ')), array(1,2,3), map('a', 1), struct(1, 'x'), split('a,b', ',')[0], named_struct('p', 1)
select explode(split('a b c', ' ')) as word
select w, explode(array(n, n * 10)) as e from t
select word, count(*) from (select explode(split('a b a', ' ')) as word) group by word
select w, e from t lateral view explode(array(1, 2)) x as e where n = 1
select year('2024-05-06'), month(date '2024-05-06'), to_date('2024-01-02'), date_add('2024-01-31', 1), datediff('2024-03-01', '2024-02-01'), date_format('2024-01-02 03:04:05', 'yyyy/MM/dd HH:mm')
select to_timestamp('2024-01-02 03:04:05'), timestamp '2024-01-02 03:04:05', hour('2024-01-02 03:04:05'), unix_timestamp('1970-01-02 00:00:00'), from_unixtime(0)
select n as `my col`, `w` from t order by `my col` desc
select n from t order by 1 desc
select w, sum(n) from t group by 1 order by 2
select *, n + 1 as m from t
select t.*, 1 as one from t
select max(n) - min(n) as spread, sum(n * d) / count(*) from t
select first(w), last(w), collect_list(w), collect_set(n), stddev(n), variance(n), mean(n) from t
select row_number() over (order by n desc) as r, w from t
select w, n, rank() over (partition by w order by n desc) as r, sum(n) over (partition by w) as s from t
values (1, 'a'), (2, 'b')
select * from values (1, 'a'), (2, 'b') as v(x, y)
select nope from t
select w from nosuch
select w, n from t group by w
select n from t where count(*) > 1
select from t
selec w from t
select w, from t
select nofn(w) from t
select * from t order by zz
select t2.w from t
select * from t join o on t.w = o.zz
select 'it''s', 'a\\'b', "x'y"
select n -- comment
select /* c */ n from t limit 1;
show tables
describe t
select w rlike '^a', w regexp 'b', regexp_replace('abc', '[ab]', 'x'), regexp_extract('a12', '(\\\\d+)', 1) from t limit 1
select instr('hello','l'), locate('l','hello'), lpad('x',3,'0'), rpad('x',3,'-'), reverse('abc'), repeat('ab',2), initcap('hello world'), ltrim(' x'), ascii('A'), concat_ws(',', 'a', 'b'), substring('hello', -3), left('hello', 2), right('hello', 2), char_length('abc')
select sum(n), w from t group by w with rollup
select array_contains(array(1,2), 2), sort_array(array(3,1,2)), array(1,2)[1], size(array()), element_at(array(1,2), 1), element_at(map('a',1),'a'), map('a',1)['a'], map_keys(map('a', 1))
select count(*) from t where w = 'none'
select w, avg(n) as a from t group by w order by a desc, w
select * from t where w in (select k from o)
select 1 + '1', '3' * 2, 2 + 1.5, 1.5 * 2.25, 1.0 / 3, cast(1 as decimal(10,2)) + 1, 100 * 0.1, 5 / 2, 5.0D / 2, bigint(5) + 1, 2147483647 + 1, 1.10 + 2.2""".split("\n"):
    q(text)
spark.sql("select * from {x} where n > {m}", x=df, m=2).show(); spark.sql("select * from t where n > :m", args={"m": 2}).show()
print(spark.table("t").columns, spark.catalog.tableExists("t"), [x.name for x in spark.catalog.listTables()], spark.catalog.dropTempView("o"), spark.catalog.dropTempView("o"), spark.catalog.currentDatabase())
df.registerTempTable("r"); spark.sql("select count(*) from r").show(); df.createTempView("u"); err("again", lambda: df.createTempView("u")); err("bad name", lambda: df.createOrReplaceTempView("a b")); df.createGlobalTempView("g"); spark.sql("select count(*) from global_temp.g").show()
err("notable", lambda: spark.table("zz")); print(spark.sql("select 1 as a").schema, spark.sql("select w, count(*) from t group by w").columns)
spark.sql("create or replace temp view v as select w, n from t where n > 2"); spark.sql("select * from v").show(); spark.sql("drop view v"); spark.sql("set spark.sql.shuffle.partitions=4").show(); print(spark.conf.get("spark.sql.shuffle.partitions"))
