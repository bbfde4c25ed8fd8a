-- A database of 50 MB in a file: written in one transaction, changed, closed, read back.
.bail on
.open /tmp/pith-test.db
PRAGMA page_size = 4096;
CREATE TABLE part(id INTEGER PRIMARY KEY, name TEXT, kind INTEGER, body TEXT);
BEGIN;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 46000)
INSERT INTO part SELECT i, printf('part %06d', i * 7919 % 46021), i % 97,
       substr(replace(printf('%01000d', i * 104729), '0', char(97 + i % 26)), 1, 900 + i % 200) FROM n;
CREATE INDEX part_name ON part(name);
COMMIT;
PRAGMA journal_mode = WAL;
UPDATE part SET body = body || '.' WHERE kind = 13;
DELETE FROM part WHERE kind = 14;
PRAGMA wal_checkpoint(TRUNCATE);
PRAGMA journal_mode = DELETE;
.open /tmp/pith-test.db
PRAGMA integrity_check;
SELECT count(*), sum(length(body)), sum(id * length(body) % 9973), min(name), max(name) FROM part;
SELECT kind, count(*), sum(length(body)), group_concat(substr(name, 8), ' ')
  FROM (SELECT * FROM part WHERE id % 4001 < 3 ORDER BY name) GROUP BY kind ORDER BY kind LIMIT 12;
SELECT page_count * page_size > 50000000 FROM pragma_page_count, pragma_page_size;
VACUUM;
PRAGMA integrity_check;
SELECT sum(length(quote(body))) FROM part WHERE name BETWEEN 'part 010000' AND 'part 020000';
