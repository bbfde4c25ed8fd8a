-- A small lending library: joins, a window function, JSON, full-text search and a recursive query.
.mode box

CREATE TABLE book(id INTEGER PRIMARY KEY, title TEXT NOT NULL, year INTEGER, tags JSON);
CREATE TABLE reader(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE loan(book INTEGER REFERENCES book, reader INTEGER REFERENCES reader, day DATE, days INTEGER);

INSERT INTO book VALUES
  (1, 'The Art of Unix Programming', 2003, '["unix","design"]'),
  (2, 'Structure and Interpretation of Computer Programs', 1985, '["lisp","design"]'),
  (3, 'Operating Systems: Three Easy Pieces', 2008, '["kernel","teaching"]'),
  (4, 'The Mythical Man-Month', 1975, '["teams"]'),
  (5, 'A Commentary on the Sixth Edition UNIX Operating System', 1977, '["unix","kernel"]');
INSERT INTO reader VALUES (1, 'Ada'), (2, 'Dennis'), (3, 'Grace');
INSERT INTO loan VALUES
  (1, 1, '2026-01-03', 14), (5, 2, '2026-01-05', 30), (3, 1, '2026-02-01', 21),
  (2, 3, '2026-02-11', 10), (5, 1, '2026-03-02', 7), (1, 3, '2026-03-04', 28);

SELECT reader.name, count(*) AS loans, sum(days) AS days,
       rank() OVER (ORDER BY sum(days) DESC) AS place
  FROM loan JOIN reader ON reader.id = loan.reader
 GROUP BY reader.id ORDER BY place, name;

SELECT tag.value AS tag, group_concat(book.id, ' ') AS books, round(avg(year), 1) AS year
  FROM book, json_each(book.tags) AS tag GROUP BY tag.value ORDER BY tag.value;

CREATE VIRTUAL TABLE text USING fts5(title);
INSERT INTO text(rowid, title) SELECT id, title FROM book;
SELECT rowid, highlight(text, 0, '[', ']') AS found FROM text('operating AND system*') ORDER BY rowid;

WITH RECURSIVE fib(n, a, b) AS (SELECT 1, 0, 1 UNION ALL SELECT n + 1, b, a + b FROM fib WHERE n < 12)
SELECT group_concat(a, ' ') AS fibonacci FROM fib;
