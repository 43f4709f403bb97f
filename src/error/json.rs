//! What a JSON library says of a text, in JSON's words instead of the language's that it is written in.

/// Phrases of the library, and what they are in JSON's words.
const PHRASES: [(&str, &str); 14] = [
    ("invalid type: map", "got an object"),
    ("invalid type: sequence", "got an array"),
    ("invalid type: ", "got "),
    ("invalid value: ", "got "),
    ("got floating point", "got number"),
    ("expected a map", "expected an object"),
    ("expected a sequence", "expected an array"),
    ("expected struct ", "expected an object, "),
    ("expected usize", "expected a whole number of at least 0"),
    ("expected u8", "expected a whole number from 0 to 255"),
    ("expected u32", "expected a whole number from 0 to 4294967295"),
    ("expected u64", "expected a whole number of at least 0"),
    ("expected i64", "expected a whole number"),
    ("unknown variant", "unknown word"),
];

/// The words of `error` for who has to mend the text; a string that came is not repeated.
pub fn in_json_terms(error: &serde_json::Error) -> String {
    PHRASES
        .iter()
        .fold(without_string(error.to_string()), |said, (phrase, words)| said.replace(phrase, words))
}

/// A string in a wrong place may be anything, a password as well, and long.
fn without_string(said: String) -> String {
    match (said.find("string \""), said.rfind("\", expected")) {
        (Some(from), Some(to)) if from < to => {
            let (before, after) =
                (said.get(..from).unwrap_or_default(), said.get(to + 1..).unwrap_or_default());
            format!("{before}a string{after}")
        }
        _ => said,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::de::DeserializeOwned;

    use super::in_json_terms;

    fn said<T: DeserializeOwned + std::fmt::Debug>(text: &str) -> String {
        in_json_terms(&serde_json::from_str::<T>(text).expect_err(text))
    }

    #[test]
    fn errors_speak_of_json() {
        assert_eq!(
            said::<u32>("-1"),
            "got integer `-1`, expected a whole number from 0 to 4294967295 at line 1 column 2"
        );
        assert_eq!(said::<BTreeMap<String, u8>>("[]"), "got an array, expected an object at line 1 column 0");
        assert_eq!(said::<Vec<u8>>("{}"), "got an object, expected an array at line 1 column 0");
        assert_eq!(said::<String>("5"), "got integer `5`, expected a string at line 1 column 1");
        assert!(said::<u8>("\"hunter2\"").starts_with("got a string, expected a whole number from 0 to 255"));
        let odd = said::<Vec<u8>>(r#""a \", expected b""#);
        assert!(odd.starts_with("got a string, expected an array") && !odd.contains('b'), "{odd}");
    }
}
