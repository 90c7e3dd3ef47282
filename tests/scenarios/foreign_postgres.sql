CREATE SCHEMA "Au dit.x";
CREATE SCHEMA other;
CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy');
CREATE TYPE "Au dit.x"."Kind" AS ENUM ();
CREATE DOMAIN email AS text CHECK (VALUE ~ '@');
CREATE TYPE pair AS (a integer, b text);
CREATE TYPE span AS RANGE (subtype = integer);
CREATE TABLE plain (
    id serial PRIMARY KEY,
    big bigserial NOT NULL,
    e email,
    p pair,
    m mood DEFAULT 'sad',
    ms mood[] DEFAULT '{sad}',
    k "Au dit.x"."Kind",
    v varchar(20) COLLATE "C" DEFAULT 'x',
    t text COLLATE "POSIX",
    ts timestamptz DEFAULT now(),
    tp timestamp(3),
    r int4range,
    iv interval day to second(3),
    g integer GENERATED ALWAYS AS (1 + 2) STORED,
    a integer[] DEFAULT ARRAY[1, 2],
    u uuid DEFAULT gen_random_uuid(),
    j jsonb DEFAULT '{}',
    n numeric(10, 2) DEFAULT -1,
    b bit(3) DEFAULT B'101',
    by bytea DEFAULT '\x00ff',
    c char DEFAULT 'y'
);
COMMENT ON TABLE plain IS 'it''s plain';
COMMENT ON COLUMN plain.v IS 'a comment';
CREATE TABLE "Au dit.x"."odd ""name"".t" (
    "a.b" bigint GENERATED ALWAYS AS IDENTITY (START 100 INCREMENT -5 MINVALUE -1000 MAXVALUE 100 CYCLE CACHE 3),
    "q""c" integer REFERENCES plain (id) ON DELETE SET NULL ON UPDATE RESTRICT DEFERRABLE INITIALLY DEFERRED,
    UNIQUE ("q""c") DEFERRABLE,
    PRIMARY KEY ("a.b") INCLUDE ("q""c")
);
CREATE TABLE parts (id integer, d date, PRIMARY KEY (id, d)) PARTITION BY RANGE (d);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE to_parts (id integer, d date, FOREIGN KEY (id, d) REFERENCES parts);
CREATE TABLE child (extra integer) INHERITS (to_parts);
CREATE INDEX ON parts (d DESC);
CREATE TABLE booking (room integer, during tsrange, EXCLUDE USING gist (during WITH &&));
CREATE INDEX i1 ON plain (v text_pattern_ops DESC NULLS LAST, lower(t) COLLATE "C", (n + 1)) INCLUDE (m, e) WHERE m <> 'sad';
CREATE INDEX i2 ON plain USING gin (j jsonb_path_ops);
CREATE INDEX i3 ON plain USING hash (v COLLATE "default");
CREATE INDEX i4 ON plain (v varchar_ops, ts NULLS FIRST);
CREATE UNIQUE INDEX i5 ON plain (lower(v));
CREATE INDEX i6 ON plain (c, m, ms, u);
CREATE SEQUENCE free;
CREATE SEQUENCE owned OWNED BY plain.n;
CREATE VIEW w AS SELECT * FROM plain;
CREATE MATERIALIZED VIEW mw AS SELECT 1 AS x;
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE pr() LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER tg BEFORE INSERT ON plain FOR EACH ROW EXECUTE FUNCTION tf();
CREATE CONSTRAINT TRIGGER ct AFTER INSERT ON plain DEFERRABLE FOR EACH ROW EXECUTE FUNCTION tf();
CREATE RULE ru AS ON DELETE TO plain DO INSTEAD NOTHING;
ALTER TABLE plain ENABLE ROW LEVEL SECURITY;
CREATE POLICY po ON plain USING (true);
ALTER TABLE plain ADD CONSTRAINT ck CHECK (n > 0 AND v IN ('a', 'b')) NOT VALID;
CREATE STATISTICS st ON v, n FROM plain;
CREATE TEMPORARY TABLE passing (id integer);
CREATE FOREIGN DATA WRAPPER keel_fdw;
CREATE SERVER keel_server FOREIGN DATA WRAPPER keel_fdw;
CREATE FOREIGN TABLE ft (x integer) SERVER keel_server;
CREATE TABLE dropped (a integer, b integer, c integer);
ALTER TABLE dropped DROP COLUMN b;
CREATE TABLE none ();
