//! What a person may mean who has typed the beginning of a word.

use super::App;
use crate::catalogue::menus;
use crate::error::Result;

/// What sort of word is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// The name of a device of this environment.
    Devices,
    /// The environment that this installation manages.
    Environments,
    /// That, or `all`.
    AllEnvironments,
    /// The id of a plan.
    Plans,
    /// The path of a menu of the catalogue.
    Menus,
    /// One of these.
    Fixed(&'static [&'static str]),
    /// Anything; nothing can be suggested.
    Free,
}

impl App {
    /// The words that begin with `typed`, or else contain it, in order.
    pub async fn complete(&self, words: Words, typed: &str) -> Result<Vec<String>> {
        let all: Vec<String> = match words {
            Words::Devices => self.device_names().await?,
            Words::Plans => self.plan_ids().await?,
            Words::Environments => vec![self.settings.environment.to_string()],
            Words::AllEnvironments => vec!["all".to_owned(), self.settings.environment.to_string()],
            Words::Menus => menus::all().map(|menu| menu.path.to_owned()).collect(),
            Words::Fixed(words) => words.iter().map(|word| (*word).to_owned()).collect(),
            Words::Free => Vec::new(),
        };
        Ok(matching(all, typed))
    }

    async fn device_names(&self) -> Result<Vec<String>> {
        Ok(self.own_devices().await?.into_iter().map(|device| device.name).collect())
    }
}

fn matching(all: Vec<String>, typed: &str) -> Vec<String> {
    let typed = typed.to_lowercase();
    let (begin, rest): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|word| word.to_lowercase().starts_with(&typed));
    let contain = rest.into_iter().filter(|word| word.to_lowercase().contains(&typed));
    begin.into_iter().chain(contain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_begin_so_come_before_words_that_contain_it() {
        let all = ["core-1", "edge-1", "Edge-2", "old-edge"].map(str::to_owned).to_vec();
        assert_eq!(matching(all.clone(), "edge"), ["edge-1", "Edge-2", "old-edge"]);
        assert_eq!(matching(all.clone(), "").len(), 4);
        assert!(matching(all, "zebra").is_empty());
    }
}
