//! The program. Everything it does is a command of `shell::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    modrotisk::shell::cli::main()
}
