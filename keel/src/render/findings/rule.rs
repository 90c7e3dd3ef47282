/// What a kind of finding means, for the kinds that the toolkit has.
pub(super) fn about(rule: &str) -> &'static str {
    match rule {
        "models-differ" => "The entities and the history do not describe the same schema.",
        "replay-differs" => "Running the history does not give the schema that it describes.",
        "drift" => "The database does not have the schema of the revision that it is at.",
        "pending" => "A revision has not been applied.",
        "edited" => "A revision was changed after it had been applied.",
        "missing" => "An applied revision is not in the history.",
        "out-of-order" => "A revision was applied before one that it comes after.",
        "interrupted" => "A run stopped inside a revision.",
        "two-heads" => "The history branches and nothing merges it.",
        _ => "The schema is not as it should be.",
    }
}
