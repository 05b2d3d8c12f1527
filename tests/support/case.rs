use super::{Accounts, Outcome, Workspace};

/// A pipeline and the files it names.
pub(crate) struct Case {
    pub(crate) workspace: Workspace,
}

impl Case {
    pub(crate) fn new(pipeline: &str, files: &[(&str, &str)]) -> Self {
        let workspace = Workspace::new();
        for (name, text) in [("pipeline.toml", pipeline)].iter().chain(files) {
            std::fs::write(workspace.path(name), text).expect("writable");
        }
        Self { workspace }
    }

    pub(crate) fn run(&self) -> Outcome {
        self.workspace.run(&["run", "pipeline.toml", "--out", "out"])
    }

    pub(crate) fn account(&self) -> Accounts {
        let outcome = self.run();
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        Accounts::read(&self.workspace.path("out"))
    }

    /// What both `check` and `run` say.
    pub(crate) fn refused(&self) -> String {
        let (run, check) = (self.run(), self.workspace.run(&["check", "pipeline.toml"]));
        assert_eq!((run.code, check.code), (65, 65), "{}{}", run.stdout, run.stderr);
        assert_eq!(run.stderr, check.stderr);
        assert!(!self.workspace.path("out").exists(), "a refusal leaves nothing");
        run.stderr
    }
}
