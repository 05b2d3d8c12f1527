//! The `tanhui` program.

fn main() -> std::process::ExitCode {
    tanhui::cli::main()
}
