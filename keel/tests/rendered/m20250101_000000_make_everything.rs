//! Make everything.

use sea_keel::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

impl Revision for Migration {
    fn revises(&self) -> &[&str] {
        &["m20240101_000000_before"]
    }

    fn up(&self, op: &mut Operations) {
        op.create_enum("mood", ["sad", "so \"so\"", "it's"]);
        op.on(Backend::Postgres, |op| {
            op.create_schema("audit");
            op.create_enum(("audit", "level"), ["low", "high"]);
            op.create_table(
                table(EveryType::Table)
                    .col(char(EveryType::MustAa))
                    .col(char_null(EveryType::MayAa))
                    .col(char_len(EveryType::MustAb, 3))
                    .col(char_len_null(EveryType::MayAb, 3))
                    .col(string_len(EveryType::MustAc, 20))
                    .col(string_len_null(EveryType::MayAc, 20))
                    .col(string(EveryType::MustAd))
                    .col(string_null(EveryType::MayAd))
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MustAe,
                            ColumnType::String(StringLen::Max),
                        )
                            .not_null(),
                    )
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MayAe,
                            ColumnType::String(StringLen::Max),
                        )
                            .null(),
                    )
                    .col(text(EveryType::MustAf))
                    .col(text_null(EveryType::MayAf))
                    .col(blob(EveryType::MustAg))
                    .col(blob_null(EveryType::MayAg))
                    .col(tiny_integer(EveryType::MustAh))
                    .col(tiny_integer_null(EveryType::MayAh))
                    .col(small_integer(EveryType::MustAi))
                    .col(small_integer_null(EveryType::MayAi))
                    .col(integer(EveryType::MustAj))
                    .col(integer_null(EveryType::MayAj))
                    .col(big_integer(EveryType::MustAk))
                    .col(big_integer_null(EveryType::MayAk))
                    .col(tiny_unsigned(EveryType::MustAl))
                    .col(tiny_unsigned_null(EveryType::MayAl))
                    .col(small_unsigned(EveryType::MustAm))
                    .col(small_unsigned_null(EveryType::MayAm))
                    .col(unsigned(EveryType::MustAn))
                    .col(unsigned_null(EveryType::MayAn))
                    .col(big_unsigned(EveryType::MustAo))
                    .col(big_unsigned_null(EveryType::MayAo))
                    .col(float(EveryType::MustAp))
                    .col(float_null(EveryType::MayAp))
                    .col(double(EveryType::MustAq))
                    .col(double_null(EveryType::MayAq))
                    .col(decimal(EveryType::MustAr))
                    .col(decimal_null(EveryType::MayAr))
                    .col(decimal_len(EveryType::MustAs, 10, 2))
                    .col(decimal_len_null(EveryType::MayAs, 10, 2))
                    .col(date_time(EveryType::MustAt))
                    .col(date_time_null(EveryType::MayAt))
                    .col(timestamp(EveryType::MustAu))
                    .col(timestamp_null(EveryType::MayAu))
                    .col(timestamp_with_time_zone(EveryType::MustAv))
                    .col(timestamp_with_time_zone_null(EveryType::MayAv))
                    .col(time(EveryType::MustAw))
                    .col(time_null(EveryType::MayAw))
                    .col(date(EveryType::MustAx))
                    .col(date_null(EveryType::MayAx))
                    .col(binary(EveryType::MustAy))
                    .col(binary_null(EveryType::MayAy))
                    .col(binary_len(EveryType::MustAz, 16))
                    .col(binary_len_null(EveryType::MayAz, 16))
                    .col(var_binary(EveryType::MustBa, 32))
                    .col(var_binary_null(EveryType::MayBa, 32))
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MustBb,
                            ColumnType::VarBinary(StringLen::Max),
                        )
                            .not_null(),
                    )
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MayBb,
                            ColumnType::VarBinary(StringLen::Max),
                        )
                            .null(),
                    )
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MustBc,
                            ColumnType::VarBinary(StringLen::None),
                        )
                            .not_null(),
                    )
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MayBc,
                            ColumnType::VarBinary(StringLen::None),
                        )
                            .null(),
                    )
                    .col(boolean(EveryType::MustBd))
                    .col(boolean_null(EveryType::MayBd))
                    .col(money(EveryType::MustBe))
                    .col(money_null(EveryType::MayBe))
                    .col(money_len(EveryType::MustBf, 12, 4))
                    .col(money_len_null(EveryType::MayBf, 12, 4))
                    .col(json(EveryType::MustBg))
                    .col(json_null(EveryType::MayBg))
                    .col(json_binary(EveryType::MustBh))
                    .col(json_binary_null(EveryType::MayBh))
                    .col(uuid(EveryType::MustBi))
                    .col(uuid_null(EveryType::MayBi))
                    .col(enumeration(EveryType::MustBj, "mood", ["sad", "so \"so\"", "it's"]))
                    .col(enumeration_null(EveryType::MayBj, "mood", ["sad", "so \"so\"", "it's"]))
                    .col(custom(EveryType::MustBk, "some \"type\"(3)"))
                    .col(custom_null(EveryType::MayBk, "some \"type\"(3)"))
                    .col(interval(EveryType::MustBl, None, None))
                    .col(interval_null(EveryType::MayBl, None, None))
                    .col(interval(EveryType::MustBm, Some(PgInterval::DayToSecond), Some(3)))
                    .col(interval_null(EveryType::MayBm, Some(PgInterval::DayToSecond), Some(3)))
                    .col(bit(EveryType::MustBn, None))
                    .col(bit_null(EveryType::MayBn, None))
                    .col(bit(EveryType::MustBo, Some(4)))
                    .col(bit_null(EveryType::MayBo, Some(4)))
                    .col(varbit(EveryType::MustBp, 9))
                    .col(varbit_null(EveryType::MayBp, 9))
                    .col(array(EveryType::MustBq, ColumnType::Integer))
                    .col(array_null(EveryType::MayBq, ColumnType::Integer))
                    .col(
                        array(
                            EveryType::MustBr,
                            ColumnType::Array(RcOrArc::new(ColumnType::String(StringLen::N(5)))),
                        ),
                    )
                    .col(
                        array_null(
                            EveryType::MayBr,
                            ColumnType::Array(RcOrArc::new(ColumnType::String(StringLen::N(5)))),
                        ),
                    )
                    .col(
                        column(array(EveryType::MustBs, ColumnType::custom("mood")))
                            .enum_type("mood"),
                    )
                    .col(
                        column(array_null(EveryType::MayBs, ColumnType::custom("mood")))
                            .enum_type("mood"),
                    )
                    .col(array(EveryType::MustBt, ColumnType::Decimal(Some((4, 1)))))
                    .col(array_null(EveryType::MayBt, ColumnType::Decimal(Some((4, 1)))))
                    .col(
                        column(ColumnDef::new(EveryType::MustBu).not_null())
                            .enum_type(("audit", "level")),
                    )
                    .col(
                        column(ColumnDef::new(EveryType::MayBu).null())
                            .enum_type(("audit", "level")),
                    )
                    .col(
                        column(array(EveryType::MustBv, ColumnType::custom("level")))
                            .enum_type(("audit", "level")),
                    )
                    .col(
                        column(array_null(EveryType::MayBv, ColumnType::custom("level")))
                            .enum_type(("audit", "level")),
                    )
                    .col(
                        ColumnDef::new_with_type(EveryType::MustBw, ColumnType::Vector(None))
                            .not_null(),
                    )
                    .col(
                        ColumnDef::new_with_type(EveryType::MayBw, ColumnType::Vector(None)).null(),
                    )
                    .col(
                        ColumnDef::new_with_type(EveryType::MustBx, ColumnType::Vector(Some(3)))
                            .not_null(),
                    )
                    .col(
                        ColumnDef::new_with_type(EveryType::MayBx, ColumnType::Vector(Some(3)))
                            .null(),
                    )
                    .col(ColumnDef::new(EveryType::MustBy).cidr().not_null())
                    .col(ColumnDef::new(EveryType::MayBy).cidr().null())
                    .col(ColumnDef::new(EveryType::MustBz).inet().not_null())
                    .col(ColumnDef::new(EveryType::MayBz).inet().null())
                    .col(ColumnDef::new(EveryType::MustCa).mac_address().not_null())
                    .col(ColumnDef::new(EveryType::MayCa).mac_address().null())
                    .col(ColumnDef::new(EveryType::MustCb).ltree().not_null())
                    .col(ColumnDef::new(EveryType::MayCb).ltree().null())
                    .col(custom(EveryType::MustCc, "citext"))
                    .col(custom_null(EveryType::MayCc, "citext"))
                    .comment("Every type,\n\"really\""),
            );
        });
        op.on(Backend::MySql, |op| {
            op.create_table(
                table(EveryType::Table)
                    .col(char(EveryType::MustAa))
                    .col(char_null(EveryType::MayAa))
                    .col(char_len(EveryType::MustAb, 3))
                    .col(char_len_null(EveryType::MayAb, 3))
                    .col(string_len(EveryType::MustAc, 20))
                    .col(string_len_null(EveryType::MayAc, 20))
                    .col(string(EveryType::MustAd))
                    .col(string_null(EveryType::MayAd))
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MustAe,
                            ColumnType::String(StringLen::Max),
                        )
                            .not_null(),
                    )
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MayAe,
                            ColumnType::String(StringLen::Max),
                        )
                            .null(),
                    )
                    .col(text(EveryType::MustAf))
                    .col(text_null(EveryType::MayAf))
                    .col(blob(EveryType::MustAg))
                    .col(blob_null(EveryType::MayAg))
                    .col(tiny_integer(EveryType::MustAh))
                    .col(tiny_integer_null(EveryType::MayAh))
                    .col(small_integer(EveryType::MustAi))
                    .col(small_integer_null(EveryType::MayAi))
                    .col(integer(EveryType::MustAj))
                    .col(integer_null(EveryType::MayAj))
                    .col(big_integer(EveryType::MustAk))
                    .col(big_integer_null(EveryType::MayAk))
                    .col(tiny_unsigned(EveryType::MustAl))
                    .col(tiny_unsigned_null(EveryType::MayAl))
                    .col(small_unsigned(EveryType::MustAm))
                    .col(small_unsigned_null(EveryType::MayAm))
                    .col(unsigned(EveryType::MustAn))
                    .col(unsigned_null(EveryType::MayAn))
                    .col(big_unsigned(EveryType::MustAo))
                    .col(big_unsigned_null(EveryType::MayAo))
                    .col(float(EveryType::MustAp))
                    .col(float_null(EveryType::MayAp))
                    .col(double(EveryType::MustAq))
                    .col(double_null(EveryType::MayAq))
                    .col(decimal(EveryType::MustAr))
                    .col(decimal_null(EveryType::MayAr))
                    .col(decimal_len(EveryType::MustAs, 10, 2))
                    .col(decimal_len_null(EveryType::MayAs, 10, 2))
                    .col(date_time(EveryType::MustAt))
                    .col(date_time_null(EveryType::MayAt))
                    .col(timestamp(EveryType::MustAu))
                    .col(timestamp_null(EveryType::MayAu))
                    .col(timestamp_with_time_zone(EveryType::MustAv))
                    .col(timestamp_with_time_zone_null(EveryType::MayAv))
                    .col(time(EveryType::MustAw))
                    .col(time_null(EveryType::MayAw))
                    .col(date(EveryType::MustAx))
                    .col(date_null(EveryType::MayAx))
                    .col(binary(EveryType::MustAy))
                    .col(binary_null(EveryType::MayAy))
                    .col(binary_len(EveryType::MustAz, 16))
                    .col(binary_len_null(EveryType::MayAz, 16))
                    .col(var_binary(EveryType::MustBa, 32))
                    .col(var_binary_null(EveryType::MayBa, 32))
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MustBb,
                            ColumnType::VarBinary(StringLen::Max),
                        )
                            .not_null(),
                    )
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MayBb,
                            ColumnType::VarBinary(StringLen::Max),
                        )
                            .null(),
                    )
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MustBc,
                            ColumnType::VarBinary(StringLen::None),
                        )
                            .not_null(),
                    )
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MayBc,
                            ColumnType::VarBinary(StringLen::None),
                        )
                            .null(),
                    )
                    .col(boolean(EveryType::MustBd))
                    .col(boolean_null(EveryType::MayBd))
                    .col(money(EveryType::MustBe))
                    .col(money_null(EveryType::MayBe))
                    .col(money_len(EveryType::MustBf, 12, 4))
                    .col(money_len_null(EveryType::MayBf, 12, 4))
                    .col(json(EveryType::MustBg))
                    .col(json_null(EveryType::MayBg))
                    .col(json_binary(EveryType::MustBh))
                    .col(json_binary_null(EveryType::MayBh))
                    .col(uuid(EveryType::MustBi))
                    .col(uuid_null(EveryType::MayBi))
                    .col(enumeration(EveryType::MustBj, "mood", ["sad", "so \"so\"", "it's"]))
                    .col(enumeration_null(EveryType::MayBj, "mood", ["sad", "so \"so\"", "it's"]))
                    .col(custom(EveryType::MustBk, "some \"type\"(3)"))
                    .col(custom_null(EveryType::MayBk, "some \"type\"(3)"))
                    .col(year(EveryType::MustBl))
                    .col(year_null(EveryType::MayBl))
                    .col(bit(EveryType::MustBm, Some(4)))
                    .col(bit_null(EveryType::MayBm, Some(4)))
                    .col(varbit(EveryType::MustBn, 9))
                    .col(varbit_null(EveryType::MayBn, 9))
                    .comment("Every type,\n\"really\""),
            );
        });
        op.on(Backend::Sqlite, |op| {
            op.create_table(
                table(EveryType::Table)
                    .col(char(EveryType::MustAa))
                    .col(char_null(EveryType::MayAa))
                    .col(char_len(EveryType::MustAb, 3))
                    .col(char_len_null(EveryType::MayAb, 3))
                    .col(string_len(EveryType::MustAc, 20))
                    .col(string_len_null(EveryType::MayAc, 20))
                    .col(string(EveryType::MustAd))
                    .col(string_null(EveryType::MayAd))
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MustAe,
                            ColumnType::String(StringLen::Max),
                        )
                            .not_null(),
                    )
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MayAe,
                            ColumnType::String(StringLen::Max),
                        )
                            .null(),
                    )
                    .col(text(EveryType::MustAf))
                    .col(text_null(EveryType::MayAf))
                    .col(blob(EveryType::MustAg))
                    .col(blob_null(EveryType::MayAg))
                    .col(tiny_integer(EveryType::MustAh))
                    .col(tiny_integer_null(EveryType::MayAh))
                    .col(small_integer(EveryType::MustAi))
                    .col(small_integer_null(EveryType::MayAi))
                    .col(integer(EveryType::MustAj))
                    .col(integer_null(EveryType::MayAj))
                    .col(big_integer(EveryType::MustAk))
                    .col(big_integer_null(EveryType::MayAk))
                    .col(tiny_unsigned(EveryType::MustAl))
                    .col(tiny_unsigned_null(EveryType::MayAl))
                    .col(small_unsigned(EveryType::MustAm))
                    .col(small_unsigned_null(EveryType::MayAm))
                    .col(unsigned(EveryType::MustAn))
                    .col(unsigned_null(EveryType::MayAn))
                    .col(big_unsigned(EveryType::MustAo))
                    .col(big_unsigned_null(EveryType::MayAo))
                    .col(float(EveryType::MustAp))
                    .col(float_null(EveryType::MayAp))
                    .col(double(EveryType::MustAq))
                    .col(double_null(EveryType::MayAq))
                    .col(decimal(EveryType::MustAr))
                    .col(decimal_null(EveryType::MayAr))
                    .col(decimal_len(EveryType::MustAs, 10, 2))
                    .col(decimal_len_null(EveryType::MayAs, 10, 2))
                    .col(date_time(EveryType::MustAt))
                    .col(date_time_null(EveryType::MayAt))
                    .col(timestamp(EveryType::MustAu))
                    .col(timestamp_null(EveryType::MayAu))
                    .col(timestamp_with_time_zone(EveryType::MustAv))
                    .col(timestamp_with_time_zone_null(EveryType::MayAv))
                    .col(time(EveryType::MustAw))
                    .col(time_null(EveryType::MayAw))
                    .col(date(EveryType::MustAx))
                    .col(date_null(EveryType::MayAx))
                    .col(binary(EveryType::MustAy))
                    .col(binary_null(EveryType::MayAy))
                    .col(binary_len(EveryType::MustAz, 16))
                    .col(binary_len_null(EveryType::MayAz, 16))
                    .col(var_binary(EveryType::MustBa, 32))
                    .col(var_binary_null(EveryType::MayBa, 32))
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MustBb,
                            ColumnType::VarBinary(StringLen::Max),
                        )
                            .not_null(),
                    )
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MayBb,
                            ColumnType::VarBinary(StringLen::Max),
                        )
                            .null(),
                    )
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MustBc,
                            ColumnType::VarBinary(StringLen::None),
                        )
                            .not_null(),
                    )
                    .col(
                        ColumnDef::new_with_type(
                            EveryType::MayBc,
                            ColumnType::VarBinary(StringLen::None),
                        )
                            .null(),
                    )
                    .col(boolean(EveryType::MustBd))
                    .col(boolean_null(EveryType::MayBd))
                    .col(money(EveryType::MustBe))
                    .col(money_null(EveryType::MayBe))
                    .col(money_len(EveryType::MustBf, 12, 4))
                    .col(money_len_null(EveryType::MayBf, 12, 4))
                    .col(json(EveryType::MustBg))
                    .col(json_null(EveryType::MayBg))
                    .col(json_binary(EveryType::MustBh))
                    .col(json_binary_null(EveryType::MayBh))
                    .col(uuid(EveryType::MustBi))
                    .col(uuid_null(EveryType::MayBi))
                    .col(enumeration(EveryType::MustBj, "mood", ["sad", "so \"so\"", "it's"]))
                    .col(enumeration_null(EveryType::MayBj, "mood", ["sad", "so \"so\"", "it's"]))
                    .col(custom(EveryType::MustBk, "some \"type\"(3)"))
                    .col(custom_null(EveryType::MayBk, "some \"type\"(3)"))
                    .comment("Every type,\n\"really\""),
            );
        });
        op.create_table(
            table(EveryDefault::Table)
                .col(text_null(EveryDefault::Da).default(Keyword::Null))
                .col(text_null(EveryDefault::Db).default(true))
                .col(text_null(EveryDefault::Dc).default(-5))
                .col(text_null(EveryDefault::Dd).default(5000000000_i64))
                .col(text_null(EveryDefault::De).default(0.50))
                .col(text_null(EveryDefault::Df).default("it's \"so\" \\ \n ß"))
                .col(text_null(EveryDefault::Dg).default(vec![1_u8, 255_u8]))
                .col(text_null(EveryDefault::Dh).default(Vec::<u8>::new()))
                .col(text_null(EveryDefault::Di).default(Expr::current_timestamp()))
                .col(text_null(EveryDefault::Dj).default(Expr::current_date()))
                .col(text_null(EveryDefault::Dk).default(Expr::current_time()))
                .col(text_null(EveryDefault::Dl).default(Expr::val(1).add(2)))
                .col(timestamp_with_time_zone_default_now(EveryDefault::At))
                .col(
                    timestamp_with_time_zone_null(EveryDefault::AtNull)
                        .default(Expr::current_timestamp()),
                )
                .col(date_time_default_now(EveryDefault::On))
                .col(date_time_null(EveryDefault::OnNull).default(Expr::current_timestamp()))
                .col(timestamp_default_now(EveryDefault::Ts))
                .col(timestamp_null(EveryDefault::TsNull).default(Expr::current_timestamp())),
        );
        op.create_table(table(PkAuto::Table).col(pk_auto(PkAuto::Id)));
        op.create_table(table(PkBig::Table).col(big_pk_auto(PkBig::Id)));
        op.create_table(
            table(PkSmall::Table).col(small_integer(PkSmall::Id).auto_increment().primary_key()),
        );
        op.create_table(table(PkUuid::Table).col(pk_uuid(PkUuid::Id)));
        op.create_table(table(PkText::Table).col(string_len(PkText::Id, 36).primary_key()));
        op.create_table(
            table(Users::Table)
                .col(integer(Users::Id).auto_increment())
                .col(integer(Users::Tenant))
                .col(column(string_len_null(Users::Name, 50)).collation("C"))
                .named_primary_key("users_key", [Users::Id])
                .unique("uq_users", [Users::Id, Users::Tenant]),
        );
        op.on(Backend::Postgres, |op| {
            op.create_table(
                table(Tasks::Table)
                    .col(integer(Tasks::Id))
                    .col(integer(Tasks::Tenant))
                    .col(string_len(Tasks::Title, 200).comment("how it is called"))
                    .col(
                        integer_null(Tasks::Length)
                            .generated(Func::cust("length").args([Expr::col(Tasks::Title)]), true),
                    )
                    .col(integer_null(Tasks::Owner).extra("/* more */"))
                    .col(boolean_null(Tasks::Done))
                    .primary_key([Tasks::Id, Tasks::Tenant])
                    .unique(
                        "uq_title",
                        unique([Tasks::Title])
                            .nulls_not_distinct()
                            .deferrable(Deferrable::InitiallyImmediate),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_owner")
                            .from(Tasks::Table, (Tasks::Owner, Tasks::Tenant))
                            .to(Users::Table, (Users::Id, Users::Tenant))
                            .on_delete(ForeignKeyAction::Cascade)
                            .on_update(ForeignKeyAction::SetDefault),
                    )
                    .foreign_key(
                        deferrable(
                            ForeignKey::create()
                                .name("fk_single")
                                .from(Tasks::Table, Tasks::Owner)
                                .to(Users::Table, Users::Id)
                                .on_delete(ForeignKeyAction::SetNull)
                                .on_update(ForeignKeyAction::Restrict),
                            Deferrable::InitiallyDeferred,
                        ),
                    )
                    .check("ck_title", Expr::col(Tasks::Title).ne("it's"))
                    .index("idx_done", [Tasks::Done])
                    .index(
                        "idx_latest",
                        on([Tasks::Tenant, Tasks::Title]).desc().col(Tasks::Id).unique(),
                    ),
            );
        });
        op.on(Backend::MySql, |op| {
            op.create_table(
                table(Tasks::Table)
                    .col(integer(Tasks::Id))
                    .col(integer(Tasks::Tenant))
                    .col(string_len(Tasks::Title, 200).comment("how it is called"))
                    .col(
                        integer_null(Tasks::Length)
                            .generated(Func::cust("length").args([Expr::col(Tasks::Title)]), true),
                    )
                    .col(integer_null(Tasks::Owner).extra("/* more */"))
                    .col(boolean_null(Tasks::Done))
                    .col(
                        column(timestamp_default_now(Tasks::Touched))
                            .on_update(Expr::current_timestamp()),
                    )
                    .primary_key([Tasks::Id, Tasks::Tenant])
                    .unique("uq_title", [Tasks::Title])
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_owner")
                            .from(Tasks::Table, (Tasks::Owner, Tasks::Tenant))
                            .to(Users::Table, (Users::Id, Users::Tenant))
                            .on_delete(ForeignKeyAction::Cascade)
                            .on_update(ForeignKeyAction::SetDefault),
                    )
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_single")
                            .from(Tasks::Table, Tasks::Owner)
                            .to(Users::Table, Users::Id)
                            .on_delete(ForeignKeyAction::SetNull)
                            .on_update(ForeignKeyAction::Restrict),
                    )
                    .check("ck_title", Expr::col(Tasks::Title).ne("it's"))
                    .index("idx_done", [Tasks::Done])
                    .index(
                        "idx_latest",
                        on([Tasks::Tenant, Tasks::Title]).desc().col(Tasks::Id).unique(),
                    )
                    .options(
                        TableOptions { engine: Some("InnoDB".into()), character_set: Some("utf8mb4".into()), collation: Some("utf8mb4_bin".into()), ..Default::default() },
                    ),
            );
        });
        op.on(Backend::Sqlite, |op| {
            op.create_table(
                table(Tasks::Table)
                    .col(integer(Tasks::Id))
                    .col(integer(Tasks::Tenant))
                    .col(string_len(Tasks::Title, 200).comment("how it is called"))
                    .col(
                        integer_null(Tasks::Length)
                            .generated(Func::char_length(Expr::col(Tasks::Title)), true),
                    )
                    .col(integer_null(Tasks::Owner).extra("/* more */"))
                    .col(boolean_null(Tasks::Done))
                    .primary_key([Tasks::Id, Tasks::Tenant])
                    .unique("uq_title", [Tasks::Title])
                    .foreign_key(
                        ForeignKey::create()
                            .name("fk_owner")
                            .from(Tasks::Table, (Tasks::Owner, Tasks::Tenant))
                            .to(Users::Table, (Users::Id, Users::Tenant))
                            .on_delete(ForeignKeyAction::Cascade)
                            .on_update(ForeignKeyAction::SetDefault),
                    )
                    .foreign_key(
                        deferrable(
                            ForeignKey::create()
                                .name("fk_single")
                                .from(Tasks::Table, Tasks::Owner)
                                .to(Users::Table, Users::Id)
                                .on_delete(ForeignKeyAction::SetNull)
                                .on_update(ForeignKeyAction::Restrict),
                            Deferrable::InitiallyDeferred,
                        ),
                    )
                    .check("ck_title", Expr::col(Tasks::Title).ne("it's"))
                    .index("idx_done", [Tasks::Done])
                    .index(
                        "idx_latest",
                        on([Tasks::Tenant, Tasks::Title]).desc().col(Tasks::Id).unique(),
                    )
                    .options(
                        TableOptions { strict: true, without_rowid: true, ..Default::default() },
                    ),
            );
        });
        op.create_table(
            table(Wide::Table)
                .col(integer(Wide::A))
                .col(integer(Wide::B))
                .col(integer(Wide::C))
                .col(integer(Wide::D))
                .primary_key([Wide::A, Wide::B, Wide::C, Wide::D]),
        );
        op.create_table(
            table(Wider::Table)
                .col(integer(Wider::A))
                .col(integer(Wider::B))
                .col(integer(Wider::C))
                .col(integer(Wider::D))
                .foreign_key(
                    ForeignKey::create()
                        .name("fk_wide")
                        .from_tbl(Wider::Table)
                        .from_col(Wider::A)
                        .from_col(Wider::B)
                        .from_col(Wider::C)
                        .from_col(Wider::D)
                        .to_tbl(Wide::Table)
                        .to_col(Wide::A)
                        .to_col(Wide::B)
                        .to_col(Wide::C)
                        .to_col(Wide::D),
                ),
        );
        op.create_table(table(Notes::Table).col(text_null(Notes::Body)));
        op.on(Backend::Postgres, |op| {
            op.create_table(
                table(Numbered::Table)
                    .col(column(integer(Numbered::A)).identity(IdentityKind::Always))
                    .col(
                        column(big_integer(Numbered::B))
                            .identity_with(
                                IdentityKind::ByDefault,
                                SequenceOptions { start: Some(10), increment: Some(-2), min_value: Some(-100), max_value: Some(100), cache: Some(5), cycle: true },
                            ),
                    )
                    .col(column(integer(Numbered::C)).identity(IdentityKind::Serial))
                    .col(
                        column(integer(Numbered::D))
                            .identity_with(
                                IdentityKind::Auto,
                                SequenceOptions { start: Some(7), ..Default::default() },
                            ),
                    ),
            );
        });
    }
}

#[derive(DeriveIden)]
enum EveryType {
    Table,
    MustAa,
    MayAa,
    MustAb,
    MayAb,
    MustAc,
    MayAc,
    MustAd,
    MayAd,
    MustAe,
    MayAe,
    MustAf,
    MayAf,
    MustAg,
    MayAg,
    MustAh,
    MayAh,
    MustAi,
    MayAi,
    MustAj,
    MayAj,
    MustAk,
    MayAk,
    MustAl,
    MayAl,
    MustAm,
    MayAm,
    MustAn,
    MayAn,
    MustAo,
    MayAo,
    MustAp,
    MayAp,
    MustAq,
    MayAq,
    MustAr,
    MayAr,
    MustAs,
    MayAs,
    MustAt,
    MayAt,
    MustAu,
    MayAu,
    MustAv,
    MayAv,
    MustAw,
    MayAw,
    MustAx,
    MayAx,
    MustAy,
    MayAy,
    MustAz,
    MayAz,
    MustBa,
    MayBa,
    MustBb,
    MayBb,
    MustBc,
    MayBc,
    MustBd,
    MayBd,
    MustBe,
    MayBe,
    MustBf,
    MayBf,
    MustBg,
    MayBg,
    MustBh,
    MayBh,
    MustBi,
    MayBi,
    MustBj,
    MayBj,
    MustBk,
    MayBk,
    MustBl,
    MayBl,
    MustBm,
    MayBm,
    MustBn,
    MayBn,
    MustBo,
    MayBo,
    MustBp,
    MayBp,
    MustBq,
    MayBq,
    MustBr,
    MayBr,
    MustBs,
    MayBs,
    MustBt,
    MayBt,
    MustBu,
    MayBu,
    MustBv,
    MayBv,
    MustBw,
    MayBw,
    MustBx,
    MayBx,
    MustBy,
    MayBy,
    MustBz,
    MayBz,
    MustCa,
    MayCa,
    MustCb,
    MayCb,
    MustCc,
    MayCc,
}

#[derive(DeriveIden)]
enum EveryDefault {
    Table,
    Da,
    Db,
    Dc,
    Dd,
    De,
    Df,
    Dg,
    Dh,
    Di,
    Dj,
    Dk,
    Dl,
    At,
    AtNull,
    On,
    OnNull,
    Ts,
    TsNull,
}

#[derive(DeriveIden)]
enum PkAuto {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum PkBig {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum PkSmall {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum PkUuid {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum PkText {
    Table,
    Id,
}

#[derive(DeriveIden)]
enum Users {
    Table,
    Id,
    Tenant,
    Name,
}

#[derive(DeriveIden)]
enum Tasks {
    Table,
    Id,
    Tenant,
    Title,
    Length,
    Owner,
    Done,
    Touched,
}

#[derive(DeriveIden)]
enum Wide {
    Table,
    A,
    B,
    C,
    D,
}

#[derive(DeriveIden)]
enum Wider {
    Table,
    A,
    B,
    C,
    D,
}

#[derive(DeriveIden)]
enum Notes {
    Table,
    Body,
}

#[derive(DeriveIden)]
enum Numbered {
    Table,
    A,
    B,
    C,
    D,
}
