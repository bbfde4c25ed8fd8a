pragma journal_mode = wal;
create table t(a, b);
begin;
with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
insert into t select i, randomblob(100) from n;
commit;
pragma wal_checkpoint(truncate);
select count(*), sum(length(b)) from t;
pragma journal_mode = delete;
pragma integrity_check;
