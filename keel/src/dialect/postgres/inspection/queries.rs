//! The queries. Each of them begins with [`common`]: `ns` are the namespaces that are read (`name` is NULL
//! for the current one), `extension` is what extensions own, `tab` are the tables.

use crate::dialect::{Scope, quote_text};

/// What all queries share.
pub(super) fn common(scope: &Scope) -> String {
    let named = match scope {
        Scope::All => "NOT EXISTS (SELECT 1 FROM extension e \
             WHERE e.classid = 'pg_namespace'::regclass AND e.objid = n.oid)"
            .to_owned(),
        Scope::Only(names) if names.is_empty() => "false".to_owned(),
        Scope::Only(names) => {
            let names: Vec<_> = names.iter().map(|name| quote_text(name)).collect();
            format!("n.nspname::text IN ({})", names.join(", "))
        }
    };
    format!(
        "WITH extension AS (SELECT d.classid, d.objid FROM pg_depend d WHERE d.deptype = 'e'), \
         ns AS (SELECT n.oid, nullif(n.nspname::text, current_schema()::text) AS name FROM pg_namespace n \
         WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' \
         AND (n.nspname = current_schema() OR {named})), \
         tab AS (SELECT c.oid, ns.name AS schema, c.relname::text AS name FROM pg_class c \
         JOIN ns ON ns.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' \
         AND NOT EXISTS (SELECT 1 FROM pg_inherits h WHERE h.inhrelid = c.oid) AND NOT EXISTS (SELECT 1 FROM extension e \
         WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid)) "
    )
}

/// Whether it is the current one, name.
pub(super) const NAMESPACES: &str = "SELECT 'true'::text, current_schema()::text \
    UNION ALL SELECT 'false'::text, name FROM ns WHERE name <> 'public'";

/// Namespace, name, values.
pub(super) const ENUMS: &str = "SELECT ns.name, t.typname::text, \
    coalesce((SELECT json_agg(e.enumlabel::text ORDER BY e.enumsortorder) FROM pg_enum e \
    WHERE e.enumtypid = t.oid), '[]'::json)::text \
    FROM pg_type t JOIN ns ON ns.oid = t.typnamespace WHERE t.typtype = 'e' AND NOT EXISTS \
    (SELECT 1 FROM extension x WHERE x.classid = 'pg_type'::regclass AND x.objid = t.oid)";

/// Namespace, name, comment.
pub(super) const TABLES: &str = "SELECT tab.schema, tab.name, d.description::text FROM tab \
    LEFT JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = tab.oid AND d.objsubid = 0";

/// A collation by the name that `COLLATE` takes: with its namespace where it needs one, or where a dot would
/// look like one.
fn collation(oid: &str) -> String {
    format!(
        "(SELECT CASE WHEN (nl.nspname IN ('pg_catalog', current_schema())) AND position('.' IN l.collname) = 0 \
         THEN l.collname::text ELSE nl.nspname::text || '.' || l.collname::text END \
         FROM pg_collation l JOIN pg_namespace nl ON nl.oid = l.collnamespace WHERE l.oid = {oid})"
    )
}

/// Table (namespace, name), column, type, nullable, default or generation expression, how it is generated,
/// how it is numbered, the sequence that it owns (namespace, name) and its options, whether the default takes
/// from that sequence, collation, comment, enum (namespace, name), whether it is an array of them.
pub(super) fn columns() -> String {
    let collation = collation("a.attcollation");
    format!(
        "SELECT tab.schema, tab.name, a.attname::text, format_type(a.atttypid, a.atttypmod), \
         (NOT a.attnotnull)::text, pg_get_expr(d.adbin, d.adrelid), a.attgenerated::text, a.attidentity::text, \
         own.schema, own.name, own.options, coalesce(EXISTS (SELECT 1 FROM pg_depend u \
         WHERE u.classid = 'pg_attrdef'::regclass AND u.objid = d.oid AND u.refclassid = 'pg_class'::regclass \
         AND u.refobjid = own.oid), false)::text, \
         CASE WHEN a.attcollation <> 0 AND a.attcollation <> t.typcollation THEN {collation} END, \
         com.description::text, en.schema, en.name, (t.typelem <> 0 AND t.typlen = -1)::text \
         FROM tab JOIN pg_attribute a ON a.attrelid = tab.oid AND a.attnum > 0 AND NOT a.attisdropped \
         JOIN pg_type t ON t.oid = a.atttypid \
         LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
         LEFT JOIN pg_description com ON com.classoid = 'pg_class'::regclass AND com.objoid = a.attrelid \
         AND com.objsubid = a.attnum \
         LEFT JOIN (SELECT e.oid, nullif(n.nspname::text, current_schema()::text) AS schema, \
         e.typname::text AS name FROM pg_type e JOIN pg_namespace n ON n.oid = e.typnamespace \
         WHERE e.typtype = 'e' AND NOT EXISTS (SELECT 1 FROM extension x \
         WHERE x.classid = 'pg_type'::regclass AND x.objid = e.oid)) en \
         ON en.oid = CASE WHEN t.typelem <> 0 AND t.typlen = -1 THEN t.typelem ELSE t.oid END \
         LEFT JOIN LATERAL (SELECT s.oid, nullif(n.nspname::text, current_schema()::text) AS schema, \
         s.relname::text AS name, json_build_object('ty', format_type(q.seqtypid, NULL), 'start', q.seqstart, \
         'increment', q.seqincrement, 'min', q.seqmin, 'max', q.seqmax, 'cache', q.seqcache, \
         'cycle', q.seqcycle)::text AS options FROM pg_depend o JOIN pg_class s ON s.oid = o.objid \
         AND s.relkind = 'S' JOIN pg_namespace n ON n.oid = s.relnamespace JOIN pg_sequence q ON q.seqrelid = s.oid \
         WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass \
         AND o.refobjid = a.attrelid AND o.refobjsubid = a.attnum AND o.deptype IN ('a', 'i') \
         ORDER BY o.deptype DESC, s.oid LIMIT 1) own ON true \
         ORDER BY tab.schema, tab.name, a.attnum"
    )
}

/// The names of a constraint's columns, in its order.
fn columns_of(relation: &str, numbers: &str) -> String {
    format!(
        "coalesce((SELECT json_agg(a.attname::text ORDER BY k.place) \
         FROM unnest({numbers}) WITH ORDINALITY AS k(number, place) \
         JOIN pg_attribute a ON a.attrelid = {relation} AND a.attnum = k.number), '[]'::json)::text"
    )
}

/// Table (namespace, name), name, kind, columns, deferrable, deferred, referenced table (namespace, name),
/// referenced columns, on update, on delete, expression, NULLS NOT DISTINCT, enforced, over a period,
/// MATCH FULL, the columns that are set, validated.
///
/// Left out are copies of a constraint that the engine makes for partitions, and the NOT NULL constraints
/// of PostgreSQL 18, which columns tell.
pub(super) fn constraints(major: u32) -> String {
    let columns = columns_of("c.conrelid", "c.conkey");
    let referenced = columns_of("c.confrelid", "c.confkey");
    let nulls = if major >= 15 { "coalesce(i.indnullsnotdistinct, false)" } else { "false" };
    let (enforced, period) = if major >= 18 { ("c.conenforced", "c.conperiod") } else { ("true", "false") };
    let single = if major >= 15 { columns_of("c.conrelid", "c.confdelsetcols") } else { "'[]'".to_owned() };
    format!(
        "SELECT tab.schema, tab.name, c.conname::text, c.contype::text, {columns}, c.condeferrable::text, \
         c.condeferred::text, nullif(fn.nspname::text, current_schema()::text), f.relname::text, {referenced}, \
         c.confupdtype::text, c.confdeltype::text, pg_get_expr(c.conbin, c.conrelid), ({nulls})::text, \
         ({enforced})::text, CASE WHEN {period} THEN 'over a period' END, \
         (c.contype = 'f' AND c.confmatchtype = 'f')::text, {single}, c.convalidated::text \
         FROM tab JOIN pg_constraint c ON c.conrelid = tab.oid AND c.conparentid = 0 \
         AND c.contype IN ('p', 'u', 'f', 'c', 'x') \
         LEFT JOIN pg_index i ON i.indexrelid = c.conindid AND c.contype IN ('p', 'u') \
         LEFT JOIN pg_class f ON f.oid = c.confrelid LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace"
    )
}

/// Table (namespace, name), name, unique, method, parts, INCLUDE, predicate, NULLS NOT DISTINCT, valid.
///
/// A part: column or NULL, expression or NULL, descending, NULLS FIRST, operator class where it is not the
/// type's default, collation where it is not the column's. The default class of a type is the one for that
/// very type, or else one for a type that it can be taken for.
pub(super) fn indexes(major: u32) -> String {
    let nulls = if major >= 15 { "i.indnullsnotdistinct" } else { "false" };
    let collation = collation("i.indcollation[k - 1]");
    let expression = "pg_get_indexdef(i.indexrelid, k, false)";
    format!(
        "SELECT tab.schema, tab.name, x.relname::text, i.indisunique::text, am.amname::text, \
         (SELECT json_agg(json_build_object('column', a.attname::text, \
         'expression', CASE WHEN a.attnum IS NULL THEN pg_get_indexdef(i.indexrelid, k, true) END, \
         'descending', i.indoption[k - 1] & 1 = 1, 'nulls_first', i.indoption[k - 1] & 2 = 2, \
         'class', CASE WHEN xa.attoptions IS NOT NULL OR NOT o.opcdefault OR (o.opcintype <> a.atttypid \
         AND EXISTS (SELECT 1 FROM pg_opclass p WHERE p.opcmethod = o.opcmethod AND p.opcdefault \
         AND p.opcintype = a.atttypid)) THEN CASE WHEN pg_opclass_is_visible(o.oid) THEN '' \
         ELSE quote_ident(n.nspname) || '.' END || quote_ident(o.opcname) \
         || coalesce('(' || array_to_string(xa.attoptions, ', ') || ')', '') END, \
         'collation', CASE WHEN i.indcollation[k - 1] = 0 THEN NULL \
         WHEN a.attnum IS NOT NULL AND i.indcollation[k - 1] <> a.attcollation THEN {collation} \
         WHEN a.attnum IS NULL AND position({expression} || ' COLLATE ' IN pg_get_indexdef(i.indexrelid)) > 0 \
         THEN {collation} END) ORDER BY k) \
         FROM generate_series(1, i.indnkeyatts) AS k \
         JOIN pg_attribute xa ON xa.attrelid = i.indexrelid AND xa.attnum = k \
         JOIN pg_opclass o ON o.oid = i.indclass[k - 1] JOIN pg_namespace n ON n.oid = o.opcnamespace \
         LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k - 1] \
         AND i.indkey[k - 1] <> 0)::text, \
         coalesce((SELECT json_agg(a.attname::text ORDER BY k) \
         FROM generate_series(i.indnkeyatts + 1, i.indnatts) AS k \
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k - 1]), '[]'::json)::text, \
         pg_get_expr(i.indpred, i.indrelid), ({nulls})::text, (i.indisvalid AND i.indisready)::text \
         FROM tab JOIN pg_index i ON i.indrelid = tab.oid JOIN pg_class x ON x.oid = i.indexrelid \
         JOIN pg_am am ON am.oid = x.relam \
         WHERE i.indislive AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid \
         AND c.contype IN ('p', 'u', 'x'))"
    )
}

/// One kind of things beside tables and enums.
struct Beside {
    class: &'static str,
    /// The kind in words, as SQL.
    kind: &'static str,
    name: &'static str,
    /// The tables of the query; its object is `o`.
    from: &'static str,
    namespace: &'static str,
    which: &'static str,
    /// The oid of the relation that it hangs on.
    on: &'static str,
}

const BESIDE: [Beside; 7] = [
    Beside {
        class: "pg_class",
        kind: "CASE WHEN o.relispartition THEN 'partition' WHEN o.relkind IN ('r', 'p') THEN 'inheriting table' WHEN o.relkind = 'v' THEN 'view' \
               WHEN o.relkind = 'm' THEN 'materialized view' WHEN o.relkind = 'f' THEN 'foreign table' \
               ELSE 'sequence' END",
        name: "o.relname",
        from: "pg_class o",
        namespace: "o.relnamespace",
        which: "o.relpersistence <> 't' AND (o.relkind IN ('v', 'm', 'f') \
                OR (o.relkind IN ('r', 'p') AND EXISTS (SELECT 1 FROM pg_inherits h WHERE h.inhrelid = o.oid)) OR (o.relkind = 'S' AND NOT EXISTS \
                (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = o.oid \
                AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i'))))",
        on: "CASE WHEN o.relkind IN ('r', 'p') THEN (SELECT h.inhparent FROM pg_inherits h \
             WHERE h.inhrelid = o.oid LIMIT 1) END",
    },
    Beside {
        class: "pg_type",
        kind: "CASE o.typtype WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range type' WHEN 'c' THEN 'composite type' \
               ELSE 'type' END",
        name: "o.typname",
        from: "pg_type o",
        namespace: "o.typnamespace",
        which: "o.typisdefined AND (o.typtype IN ('d', 'r') \
                OR (o.typtype = 'b' AND NOT (o.typelem <> 0 AND o.typlen = -1)) OR (o.typtype = 'c' \
                AND EXISTS (SELECT 1 FROM pg_class c WHERE c.oid = o.typrelid AND c.relkind = 'c')))",
        on: "NULL::oid",
    },
    Beside {
        class: "pg_proc",
        kind: "CASE o.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END",
        name: "o.proname::text || '(' || pg_get_function_identity_arguments(o.oid) || ')'",
        from: "pg_proc o",
        namespace: "o.pronamespace",
        // What a range type brings along belongs to it.
        which: "NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass \
                AND d.objid = o.oid AND d.deptype = 'i')",
        on: "NULL::oid",
    },
    Beside {
        class: "pg_trigger",
        kind: "CASE WHEN o.tgconstraint <> 0 THEN 'constraint trigger' ELSE 'trigger' END",
        name: "o.tgname",
        from: "pg_trigger o JOIN pg_class c ON c.oid = o.tgrelid",
        namespace: "c.relnamespace",
        which: "NOT o.tgisinternal AND o.tgparentid = 0",
        on: "o.tgrelid",
    },
    Beside {
        class: "pg_rewrite",
        kind: "'rule'",
        name: "o.rulename",
        from: "pg_rewrite o JOIN pg_class c ON c.oid = o.ev_class",
        namespace: "c.relnamespace",
        which: "o.rulename <> '_RETURN'",
        on: "o.ev_class",
    },
    Beside {
        class: "pg_policy",
        kind: "'policy'",
        name: "o.polname",
        from: "pg_policy o JOIN pg_class c ON c.oid = o.polrelid",
        namespace: "c.relnamespace",
        which: "true",
        on: "o.polrelid",
    },
    Beside {
        class: "pg_statistic_ext",
        kind: "'statistics'",
        name: "o.stxname",
        from: "pg_statistic_ext o",
        namespace: "o.stxnamespace",
        which: "true",
        on: "o.stxrelid",
    },
];

/// Kind, namespace, name, and what it hangs on (namespace, name); what hangs on a thing of an extension
/// belongs to that.
pub(super) fn unmanaged() -> String {
    let queries = BESIDE.iter().map(|it| {
        let Beside { class, kind, name, from, namespace, which, on } = it;
        format!(
            "SELECT ({kind})::text AS kind, ns.name AS schema, ({name})::text AS name, {on} AS relation \
             FROM {from} JOIN ns ON ns.oid = {namespace} WHERE ({which}) AND NOT EXISTS (SELECT 1 \
             FROM extension x WHERE x.classid = '{class}'::regclass AND x.objid = o.oid)"
        )
    });
    format!(
        "SELECT u.kind, u.schema, u.name, nullif(n.nspname::text, current_schema()::text), c.relname::text \
         FROM ({}) u LEFT JOIN pg_class c ON c.oid = u.relation LEFT JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE NOT EXISTS (SELECT 1 FROM extension x WHERE x.classid = 'pg_class'::regclass \
         AND x.objid = u.relation)",
        queries.collect::<Vec<_>>().join(" UNION ALL ")
    )
}
