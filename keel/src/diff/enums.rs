//! Namespaces and enum types.

use super::{
    DiffError,
    compare::{Kind, is_default},
    work::Work,
};
use crate::{
    op::{Op, apply},
    schema::{Column, EnumType, EnumValuePosition, QualifiedName, Schema},
};

impl Work<'_> {
    /// The enum types that are compared: what the engine keeps of them, or what both sides say.
    fn enums<'s>(
        &self,
        said: &'s Schema,
        seen: &'s Schema,
    ) -> &'s std::collections::BTreeMap<QualifiedName, EnumType> {
        if self.sight.declared { &said.enums } else { &seen.enums }
    }

    pub(super) fn create_namespaces(&mut self) -> Result<(), DiffError> {
        let new: Vec<_> = self.target.namespaces.difference(&self.seen.namespaces).cloned().collect();
        for name in new {
            self.spot(Kind::Namespace, &QualifiedName::new(name.clone()), "");
            self.say(Op::CreateSchema { name })?;
        }
        Ok(())
    }

    pub(super) fn drop_namespaces(&mut self) -> Result<(), DiffError> {
        let gone: Vec<_> = self.seen.namespaces.difference(&self.target.namespaces).cloned().collect();
        for name in gone {
            self.spot(Kind::Namespace, &QualifiedName::new(name.clone()), "");
            self.say(Op::DropSchema { name })?;
        }
        Ok(())
    }

    /// An enum that went and one that came with the very same values are one.
    pub(super) fn rename_enums(&mut self) -> Result<(), DiffError> {
        let (now, wanted) = (self.enums(&self.schema, &self.seen), self.enums(self.to, &self.target));
        let mut new: Vec<_> = wanted.values().filter(|it| !now.contains_key(&it.name)).collect();
        let mut renames = Vec::new();
        for gone in now.values().filter(|it| !wanted.contains_key(&it.name)) {
            let same = |it: &&EnumType| it.values == gone.values && it.name.schema == gone.name.schema;
            if let Some(at) = new.iter().position(same) {
                renames.push((gone.name.clone(), new.remove(at).name.clone()));
            }
        }
        for (from, to) in renames {
            self.spot(Kind::Enum, &to, "");
            let op = Op::RenameEnum { from, to };
            // Where the engine keeps no enum types the sight holds none either.
            let _ = apply(&op, &mut self.seen);
            self.say(op)?;
        }
        Ok(())
    }

    pub(super) fn change_enums(&mut self) -> Result<(), DiffError> {
        let (now, wanted) = (self.enums(&self.schema, &self.seen), self.enums(self.to, &self.target));
        let changed = |it: &&EnumType| now.get(&it.name) != Some(*it);
        let changed: Vec<EnumType> = wanted.values().filter(changed).cloned().collect();
        for target in changed {
            self.spot(Kind::Enum, &target.name, "");
            match self.schema.enums.get(&target.name).cloned() {
                None => self.say(Op::CreateEnum { enum_type: target })?,
                Some(current) => self.change_enum(current, target)?,
            }
        }
        Ok(())
    }

    fn change_enum(&mut self, current: EnumType, target: EnumType) -> Result<(), DiffError> {
        let mut current = current;
        for value in &target.values {
            let former = self.decisions.values.get(&(target.name.clone(), value.clone()));
            if let Some(from) =
                former.filter(|from| current.values.contains(from) && !target.values.contains(from))
            {
                let (name, from, to) = (target.name.clone(), from.clone(), value.clone());
                self.say(Op::RenameEnumValue { name, from, to })?;
                current = self.schema.enums.get(&target.name).cloned().unwrap_or(current);
            }
        }
        let mut kept = target.values.iter().filter(|value| current.values.contains(value));
        if current.values.iter().all(|value| kept.next() == Some(value)) {
            return self.add_values(current, &target);
        }
        self.free_defaults(&current, &target)?;
        self.say(Op::AlterEnum { from: current, to: target })
    }

    fn add_values(&mut self, mut current: EnumType, target: &EnumType) -> Result<(), DiffError> {
        let mut last: Option<&String> = None;
        for value in &target.values {
            if !current.values.contains(value) {
                let position = match last {
                    _ if last == current.values.last() => EnumValuePosition::End,
                    Some(last) => EnumValuePosition::After(last.clone()),
                    None => current
                        .values
                        .first()
                        .cloned()
                        .map_or(EnumValuePosition::End, EnumValuePosition::Before),
                };
                let at = current.index_of(&position).unwrap_or(current.values.len());
                let enum_type = current.clone();
                self.say(Op::AddEnumValue { enum_type, value: value.clone(), position })?;
                current.values.insert(at, value.clone());
            }
            last = Some(value);
        }
        Ok(())
    }

    /// A default that is a value which goes would keep it from going.
    fn free_defaults(&mut self, current: &EnumType, target: &EnumType) -> Result<(), DiffError> {
        let gone: Vec<&String> =
            current.values.iter().filter(|value| !target.values.contains(value)).collect();
        let holders = self.schema.enum_columns(&current.name).filter(|(_, column)| is_default(column, &gone));
        let holders: Vec<_> = holders.map(|(table, column)| (table.name.clone(), column.clone())).collect();
        for (table, from) in holders {
            let to = Column { default: None, ..from.clone() };
            self.say(Op::AlterColumn { table, from: Box::new(from), to: Box::new(to), using: None })?;
        }
        Ok(())
    }

    pub(super) fn drop_enums(&mut self) -> Result<(), DiffError> {
        let (now, wanted) = (self.enums(&self.schema, &self.seen), self.enums(self.to, &self.target));
        let gone: Vec<_> = now.values().filter(|it| !wanted.contains_key(&it.name)).cloned().collect();
        for enum_type in gone {
            self.spot(Kind::Enum, &enum_type.name, "");
            // Altered on the way, it is told as it is now.
            let enum_type = self.schema.enums.get(&enum_type.name).cloned().unwrap_or(enum_type);
            self.say(Op::DropEnum { enum_type })?;
        }
        Ok(())
    }
}
