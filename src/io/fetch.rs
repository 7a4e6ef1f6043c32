//! Fetches a file over HTTP, for `outlay rates update`. Nothing else uses the network.

use std::time::Duration;

use ureq::Agent;
use ureq::Error as HttpError;

use crate::invalid::Problem;

/// How long a connection is waited for.
const CONNECT: Duration = Duration::from_secs(15);

/// Fetches the file at `url`, of at most `limit` bytes, within `timeout`. Redirects are followed, but not from HTTPS to HTTP.
///
/// # Errors
/// If the server cannot be reached, does not answer with a whole file in time, or has none.
pub(super) fn fetch(url: &str, limit: u64, timeout: Duration) -> Result<Vec<u8>, Problem> {
    let config = Agent::config_builder()
        .https_only(url.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:")))
        .timeout_connect(Some(CONNECT.min(timeout)))
        .timeout_global(Some(timeout))
        .max_redirects(5)
        .user_agent(concat!("outlay/", env!("CARGO_PKG_VERSION")))
        .build();
    let fetched = Agent::new_with_config(config)
        .get(url)
        .call()
        .and_then(|mut response| response.body_mut().with_config().limit(limit).read_to_vec());
    fetched.map_err(|error| problem(&error, url, timeout))
}

fn problem(error: &HttpError, url: &str, timeout: Duration) -> Problem {
    let (reason, hint) = match error {
        HttpError::StatusCode(404) => ("there is no such file".to_owned(), "check the address"),
        HttpError::StatusCode(code) => (format!("the server answers with status {code}"), "try again later"),
        HttpError::Timeout(_) => (
            format!("it took longer than {} seconds", timeout.as_secs()),
            "try again, or allow more time by --timeout SECONDS",
        ),
        HttpError::BodyExceedsLimit(limit) => (
            format!("it is larger than {} MB, which a table of rates is not", limit >> 20),
            "check the address",
        ),
        HttpError::RequireHttpsOnly(_) => (
            "the server redirects from HTTPS to an address that is not encrypted".to_owned(),
            "check the address",
        ),
        error => (
            error.to_string(),
            "check the address and the connection, or download the file and name it by --from FILE",
        ),
    };
    Problem::new(format!("cannot fetch {url}: {reason}")).hint(hint)
}
