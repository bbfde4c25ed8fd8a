create table part(id int primary key, name text, kind int);

insert into part select i, md5(i::text), i % 17 from generate_series(1, 5000) i;

create index on part(name);

begin;

update part set name = upper(name) where kind = 3;

delete from part where kind = 4;

commit;

select kind, count(*), min(name), max(name) from part group by kind order by kind;

select p.id, q.name from part p join part q on q.id = p.id * 2 where p.kind = 5 order by p.id limit 5;

select json_agg(x) from (select id, kind from part order by id limit 3) x;

select sum(v) over (order by v) from generate_series(1, 5) v;
