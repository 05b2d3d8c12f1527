//! What people see while a run goes on, and how they stop it. Data goes to standard output, everything else to standard
//! error: a bar with pixels and time left on a terminal, plain lines otherwise.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::error::{Error, Kind, Result};
use crate::pipeline::Observer;
use crate::strata::Progress;

/// How long a run may take to stop by itself before the program ends.
const GRACE: Duration = Duration::from_millis(700);

/// The terminal.
pub(super) struct Console {
    cancelled: Arc<AtomicBool>,
    bar: Mutex<Option<ProgressBar>>,
    quiet: bool,
}

impl Console {
    pub(super) fn new(quiet: bool) -> Self {
        Self { cancelled: Arc::default(), bar: Mutex::default(), quiet }
    }

    pub(super) fn finish(&self) {
        if let Some(bar) = self.bar.lock().unwrap_or_else(PoisonError::into_inner).take() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Console {
    fn advance(&self, pixels: u64) {
        if let Some(bar) = self.bar.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            bar.inc(pixels);
        }
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

impl Observer for Console {
    fn stage(&self, name: &str, pixels: u64) {
        self.finish();
        if self.quiet {
            return;
        }
        if !std::io::stderr().is_terminal() {
            say(&format!("{name}: {pixels} pixels"));
            return;
        }
        let style = ProgressStyle::with_template("{msg:28} {bar:30} {human_pos}/{human_len} pixels, {eta} left")
            .expect("the template is valid");
        let bar = ProgressBar::with_draw_target(Some(pixels), ProgressDrawTarget::stderr_with_hz(10)).with_style(style);
        bar.set_message(name.to_owned());
        *self.bar.lock().unwrap_or_else(PoisonError::into_inner) = Some(bar);
    }

    fn warning(&self, warning: &str) {
        self.finish();
        say(&format!("warning: {warning}"));
    }
}

/// On Ctrl-C the run stops at its next block and removes what it began; if that takes too long, the program does.
pub(super) fn stop_on_interrupt(console: &Console, out: &Path) -> Result<()> {
    let cancelled = Arc::clone(&console.cancelled);
    let out = out.to_owned();
    ctrlc::set_handler(move || {
        cancelled.store(true, Ordering::Relaxed);
        std::thread::sleep(GRACE);
        crate::pipeline::remove_partial(&out);
        say("error: interrupted: nothing was written");
        std::process::exit(i32::from(Kind::Interrupted.exit_code()));
    })
    .map_err(Error::internal)
}

/// A line on standard error. Nobody may be listening any more, which is no reason to end the run.
pub(super) fn say(line: &str) {
    // What is quoted from a file may hold the escape sequences of a terminal.
    let line: String =
        line.chars().map(|c| if c.is_control() && c != '\n' { char::REPLACEMENT_CHARACTER } else { c }).collect();
    let _ = writeln!(std::io::stderr(), "{line}");
}

pub(super) fn print_error(error: &Error) {
    say(&format!("error: {error}"));
}

pub(super) fn print(text: &str) -> Result<()> {
    print_bytes(text.as_bytes())
}

/// A reader that has gone away, as `head` does, is no error.
pub(super) fn print_bytes(bytes: &[u8]) -> Result<()> {
    match std::io::stdout().write_all(bytes) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::new(Kind::Io, "cannot write to standard output").cause(error))
        }
        _ => Ok(()),
    }
}
