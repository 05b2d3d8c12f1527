//! Pages in a real browser, without a window and without a network.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// The names that the browser goes by.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// A browser.
pub(crate) struct Browser {
    program: PathBuf,
}

/// What a page became, and what it said on the console.
pub(crate) struct Shown {
    pub(crate) document: String,
    pub(crate) console: Vec<String>,
}

impl Browser {
    /// The browser of this machine; none, and a line that says so, where there is none.
    #[expect(clippy::print_stderr, reason = "a skipped test says so")]
    pub(crate) fn find() -> Option<Self> {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        let places = std::env::split_paths(&folders).flat_map(|folder| NAMES.map(|name| folder.join(name)));
        let found = places.into_iter().find(|place| place.is_file()).map(|program| Self { program });
        if found.is_none() {
            eprintln!("skipped: no Chromium on this machine");
        }
        found
    }

    /// Opens a page at what stands behind the `#` and gives the document as its script left it.
    pub(crate) fn open(&self, page: &Path, view: &str) -> Shown {
        let (document, console) = self.run(page, view, &["--dump-dom".to_owned()]);
        Shown { document, console }
    }

    /// A picture of a page: width, height, and three bytes a pixel.
    pub(crate) fn picture(&self, page: &Path, view: &str, (width, height): (u32, u32)) -> (usize, usize, Vec<u8>) {
        let folder = TempDir::new().expect("a temporary directory");
        let file = folder.path().join("picture.png");
        let size = format!("--window-size={width},{height}");
        self.run(page, view, &[format!("--screenshot={}", file.display()), size]);
        let bytes = std::io::BufReader::new(std::fs::File::open(&file).expect("a picture"));
        let mut decoder = png::Decoder::new(bytes);
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size()];
        let frame = reader.next_frame(&mut pixels).expect("pixels");
        let channels = frame.color_type.samples();
        let colours = pixels.chunks(channels).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        (frame.width as usize, frame.height as usize, colours)
    }

    fn run(&self, page: &Path, view: &str, what: &[String]) -> (String, Vec<String>) {
        let profile = TempDir::new().expect("a temporary directory");
        let output = Command::new(&self.program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"])
            .args(["--enable-logging=stderr", "--virtual-time-budget=10000", "--host-resolver-rules=MAP * 127.0.0.1:1"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .args(what)
            .arg(format!("file://{}#{view}", page.display()))
            .output()
            .expect("the browser starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        let console = said.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
        (String::from_utf8_lossy(&output.stdout).into_owned(), console)
    }
}
