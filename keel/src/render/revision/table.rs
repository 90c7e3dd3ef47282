//! Tables and what hangs on them.

use crate::schema::{
    Column, Deferrable, ForeignKey, Index, IndexPart, IndexTerm, NullsOrder, QualifiedName,
    ReferentialAction, SortOrder, Table, TableOptions, Unique,
};

use super::{
    column::Place,
    error::RenderError,
    layout::Code,
    literal::text_literal,
    writer::{Writer, text},
};

impl Writer<'_> {
    /// `table(…)` with everything that hangs on it.
    pub(super) fn new_table(&self, table: &Table) -> Result<Code, RenderError> {
        let known = |name: &str| table.column(name).is_some();
        let name = &table.name;
        let alone = alone(table);
        let mut spec = Code::call("table", vec![self.table(name)]);
        for column in table.columns.values() {
            let key = alone == Some(&column.name);
            let place = Place { table: name, key, using: None, known: &known };
            spec = spec.then("col", vec![self.definition(column, &place)?]);
        }
        if let Some(key) = table.primary_key.as_ref().filter(|_| alone.is_none()) {
            let columns = self.columns(name, &key.columns);
            spec = match &key.name {
                Some(key) => spec.then("named_primary_key", vec![text(key), columns]),
                None if key.columns.is_empty() => spec,
                None => spec.then("primary_key", vec![columns]),
            };
        }
        for unique in table.uniques.values() {
            spec = spec.then("unique", vec![text(&unique.name), self.unique(name, unique)]);
        }
        for key in table.foreign_keys.values() {
            spec = spec.then("foreign_key", vec![self.foreign_key(name, key)]);
        }
        for check in table.checks.values() {
            let expression = self.expression(name, &check.expression, &known);
            spec = spec.then("check", vec![text(&check.name), expression]);
        }
        for index in table.indexes.values() {
            let what = self.index(name, index, false, &known);
            spec = spec.then("index", vec![text(&index.name), what]);
        }
        if let Some(comment) = &table.comment {
            spec = spec.then("comment", vec![text(comment)]);
        }
        if !table.options.is_default() {
            spec = spec.then("options", vec![Code::text(options(&table.options))]);
        }
        Ok(spec)
    }

    /// The columns of a UNIQUE constraint, and when it is checked.
    pub(super) fn unique(&self, table: &QualifiedName, unique: &Unique) -> Code {
        let columns = self.columns(table, &unique.columns);
        if !unique.nulls_not_distinct && unique.deferrable.is_none() {
            return columns;
        }
        let mut spec = Code::call("unique", vec![columns]);
        if unique.nulls_not_distinct {
            spec = spec.then("nulls_not_distinct", vec![]);
        }
        if let Some(when) = unique.deferrable {
            spec = spec.then("deferrable", vec![Code::text(deferrable(when))]);
        }
        spec
    }

    /// `ForeignKey::create()…`
    pub(super) fn foreign_key(&self, table: &QualifiedName, key: &ForeignKey) -> Code {
        let mut create = Code::call("ForeignKey::create", vec![]).then("name", vec![text(&key.name)]);
        create = self.end(create, "from", table, &key.columns);
        create = self.end(create, "to", &key.references, &key.referenced_columns);
        for (method, action) in [("on_delete", key.on_delete), ("on_update", key.on_update)] {
            if action != ReferentialAction::NoAction {
                create = create
                    .then(method, vec![Code::text(format!("ForeignKeyAction::{}", action_name(action)))]);
            }
        }
        let mut spec = match key.deferrable {
            Some(when) => Code::call("deferrable", vec![create, Code::text(deferrable(when))]),
            None if key.options.is_default() => return create,
            None => Code::call("ForeignKeySpec::from", vec![create]),
        };
        if key.options.match_full {
            spec = spec.then("match_full", vec![]);
        }
        if !key.options.set_columns.is_empty() {
            let names = key.options.set_columns.iter();
            spec = spec.then("set_columns", vec![Code::List(names.map(|name| text(name)).collect())]);
        }
        if key.options.not_valid {
            spec = spec.then("not_valid", vec![]);
        }
        spec
    }

    /// One end of a foreign key; SeaQuery takes tuples of up to three columns.
    fn end(&self, create: Code, end: &str, table: &QualifiedName, columns: &[String]) -> Code {
        let mut names: Vec<_> = columns.iter().map(|column| self.names.column(table, column)).collect();
        match names.len() {
            1 => create.then(end, vec![self.table(table), Code::text(names.remove(0))]),
            2 | 3 => create.then(end, vec![self.table(table), Code::text(format!("({})", names.join(", ")))]),
            _ => {
                let create = create.then(&format!("{end}_tbl"), vec![self.table(table)]);
                let method = format!("{end}_col");
                names.into_iter().fold(create, |create, name| create.then(&method, vec![Code::text(name)]))
            }
        }
    }

    /// What an index is over.
    pub(super) fn index(
        &self,
        table: &QualifiedName,
        index: &Index,
        concurrently: bool,
        known: &dyn Fn(&str) -> bool,
    ) -> Code {
        // The columns that the list at the beginning says: up to the first of which there is more to say.
        let listed = index.parts.iter().take_while(|part| is_plain(part)).count();
        let next = index.parts.get(listed).is_some_and(|part| matches!(part.term, IndexTerm::Column(_)));
        let listed = listed + usize::from(next);
        let first: Vec<_> = index.parts.iter().take(listed).filter_map(|part| column_of(part)).collect();
        let list = Code::List(first.iter().map(|name| Code::text(self.names.column(table, name))).collect());
        let head = if first.is_empty() { "on::<&str>" } else { "on" };
        let mut spec = Code::call(head, vec![list.clone()]);
        let bare = spec.clone();
        for (at, part) in index.parts.iter().enumerate().skip(listed.saturating_sub(1)) {
            if at >= listed {
                spec = match &part.term {
                    IndexTerm::Column(name) => spec.then("col", vec![self.column(table, name)]),
                    IndexTerm::Expression(expression) => {
                        spec.then("expr", vec![self.expression(table, expression, known)])
                    }
                };
            }
            spec = with_part(spec, part);
        }
        if index.unique {
            spec = spec.then("unique", vec![]);
        }
        if let Some(method) = &index.method {
            spec = spec.then("using", vec![text(method)]);
        }
        if let Some(predicate) = &index.predicate {
            spec = spec.then("filter", vec![self.expression(table, predicate, known)]);
        }
        if !index.include.is_empty() {
            spec = spec.then("include", vec![self.columns(table, &index.include)]);
        }
        if index.nulls_not_distinct {
            spec = spec.then("nulls_not_distinct", vec![]);
        }
        if concurrently {
            spec = spec.then("concurrently", vec![]);
        }
        if spec == bare && !first.is_empty() { list } else { spec }
    }
}

/// The column that is the primary key by itself, where the key has no name of its own.
fn alone(table: &Table) -> Option<&String> {
    let key = table.primary_key.as_ref().filter(|key| key.name.is_none())?;
    match key.columns.as_slice() {
        [column] => table.columns.get(column).map(|column: &Column| &column.name),
        _ => None,
    }
}

fn is_plain(part: &IndexPart) -> bool {
    column_of(part).is_some_and(|name| *part == IndexPart::column(name))
}

fn column_of(part: &IndexPart) -> Option<&str> {
    match &part.term {
        IndexTerm::Column(name) => Some(name),
        IndexTerm::Expression(_) => None,
    }
}

fn with_part(mut spec: Code, part: &IndexPart) -> Code {
    if part.order == SortOrder::Descending {
        spec = spec.then("desc", vec![]);
    }
    if let Some(nulls) = part.nulls {
        let nulls = match nulls {
            NullsOrder::First => "NullsOrder::First",
            NullsOrder::Last => "NullsOrder::Last",
        };
        spec = spec.then("nulls", vec![Code::text(nulls)]);
    }
    if let Some(length) = part.prefix {
        spec = spec.then("prefix", vec![Code::text(length.to_string())]);
    }
    for (method, value) in [("operator_class", &part.operator_class), ("collation", &part.collation)] {
        if let Some(value) = value {
            spec = spec.then(method, vec![text(value)]);
        }
    }
    spec
}

fn deferrable(when: Deferrable) -> &'static str {
    match when {
        Deferrable::InitiallyImmediate => "Deferrable::InitiallyImmediate",
        Deferrable::InitiallyDeferred => "Deferrable::InitiallyDeferred",
    }
}

fn action_name(action: ReferentialAction) -> &'static str {
    match action {
        ReferentialAction::NoAction => "NoAction",
        ReferentialAction::Restrict => "Restrict",
        ReferentialAction::Cascade => "Cascade",
        ReferentialAction::SetNull => "SetNull",
        ReferentialAction::SetDefault => "SetDefault",
    }
}

pub(super) fn options(options: &TableOptions) -> String {
    let TableOptions { engine, character_set, collation, strict, without_rowid } = options;
    let texts = [("engine", engine), ("character_set", character_set), ("collation", collation)];
    let mut fields: Vec<_> = texts
        .iter()
        .filter_map(|(name, value)| {
            value.as_ref().map(|value| format!("{name}: Some({}.into())", text_literal(value)))
        })
        .collect();
    for (name, value) in [("strict", strict), ("without_rowid", without_rowid)] {
        if *value {
            fields.push(format!("{name}: true"));
        }
    }
    if fields.len() < 5 {
        fields.push("..Default::default()".to_owned());
    }
    format!("TableOptions {{ {} }}", fields.join(", "))
}
