.mode list
create table book(id integer primary key, title text not null, year int, price real);
create index book_year on book(year, price);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
insert into book select i, 'book ' || (i * 7919 % 20011), 1900 + i % 120, (i * 31 % 997) / 10.0 from n;
select count(*), sum(price), min(title), max(title) from book;
select year, count(*), round(avg(price), 3) from book group by year order by 3 desc limit 5;
select title, rank() over (partition by year order by price desc) r from book where year = 1950 order by r, title limit 5;
begin; delete from book where id % 3 = 0; update book set price = price * 2 where id % 5 = 0; rollback;
delete from book where id % 2 = 0;
select count(*), total(price) from book;
select json_group_array(json_object('t', title, 'p', price)) from (select * from book order by id limit 3);
create virtual table t using fts5(body);
insert into t select title from book where id < 2000;
select count(*) from t where t match 'book NOT 7919';
vacuum;
pragma integrity_check;
explain query plan select * from book where year = 1999;
