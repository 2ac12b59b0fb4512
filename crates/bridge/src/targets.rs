//! Which TCP servers a page may be connected to: this machine's own, and those that `--allow` names.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use crate::error::BridgeError;

/// `host:port`, or `host:*` for every port of a host; an IPv6 address stands in brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetPattern {
    host: String,
    port: Option<u16>,
}

/// The list of allowed targets; this machine's own addresses are always on it.
#[derive(Clone, Debug, Default)]
pub struct AllowedTargets {
    extra: Vec<TargetPattern>,
}

impl AllowedTargets {
    /// This machine, and these.
    pub fn with(extra: Vec<TargetPattern>) -> Self {
        Self { extra }
    }

    /// The list, for people.
    pub fn patterns(&self) -> Vec<String> {
        let own = ["localhost:*", "127.0.0.1:*", "[::1]:*"].map(str::to_owned);
        own.into_iter().chain(self.extra.iter().map(TargetPattern::to_string)).collect()
    }

    /// Whether a page may be connected there.
    ///
    /// Names are compared as they are written, without asking what address they have: a foreign name that
    /// leads to this machine is not this machine's.
    pub fn allow(&self, host: &str, port: u16) -> bool {
        let host = normal_host(host);
        let is_own = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.to_canonical().is_loopback());
        is_own || self.extra.iter().any(|pattern| pattern.matches(&host, port))
    }
}

/// The addresses of a host, in the order in which they are to be tried.
pub async fn addresses_of(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    let host = normal_host(host);
    if host == "localhost" {
        // Not left to name servers, and IPv4 first as in Java.
        let own = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        return Ok(own.map(|ip| SocketAddr::new(ip, port)).to_vec());
    }
    Ok(tokio::net::lookup_host((host.as_str(), port)).await?.collect())
}

impl TargetPattern {
    fn matches(&self, normal_host: &str, port: u16) -> bool {
        self.host == normal_host && self.port.is_none_or(|allowed| allowed == port)
    }
}

impl FromStr for TargetPattern {
    type Err = BridgeError;

    fn from_str(text: &str) -> Result<Self, BridgeError> {
        let bad = || BridgeError::BadTarget { text: text.to_owned() };
        let (host, port) = text.rsplit_once(':').ok_or_else(bad)?;
        let in_brackets = host.starts_with('[') && host.ends_with(']');
        let host = normal_host(host);
        if host.is_empty() || (host.contains([':', '[', ']']) && !in_brackets) || host.contains(['/', '*', ' ']) {
            return Err(bad());
        }
        let port = match port {
            "*" => None,
            number => Some(number.parse().ok().filter(|port| *port > 0).ok_or_else(bad)?),
        };
        Ok(Self { host, port })
    }
}

impl fmt::Display for TargetPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host.contains(':') {
            true => write!(f, "[{}]:", self.host)?,
            false => write!(f, "{}:", self.host)?,
        }
        match self.port {
            Some(port) => write!(f, "{port}"),
            None => f.write_str("*"),
        }
    }
}

/// A host as it is compared: small letters, no brackets, no dot at the end.
fn normal_host(host: &str) -> String {
    let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let host = inner.unwrap_or(host);
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(allow: &[&str], host: &str, port: u16, expected: bool) {
        let extra = allow.iter().map(|text| text.parse().expect("a pattern")).collect();
        assert_eq!(AllowedTargets::with(extra).allow(host, port), expected, "{allow:?} {host}:{port}");
    }

    #[test]
    fn own_addresses_are_allowed_however_they_are_written() {
        for host in ["localhost", "LocalHost.", "127.0.0.1", "127.8.9.10", "::1", "[::1]", "::ffff:127.0.0.1"] {
            check(&[], host, 9999, true);
        }
    }

    #[test]
    fn nothing_else_is_allowed_by_itself() {
        for host in
            ["", "0.0.0.0", "10.0.0.1", "127.1", "example.org", "localhost.example.org", "127.0.0.1.example.org", "::"]
        {
            check(&[], host, 9999, false);
        }
    }

    #[test]
    fn a_pattern_allows_its_host_and_port_only() {
        check(&["Data.Example.org:9999"], "data.example.ORG.", 9999, true);
        check(&["data.example.org:9999"], "data.example.org", 9998, false);
        check(&["data.example.org:9999"], "other.example.org", 9999, false);
        check(&["10.0.0.7:*"], "10.0.0.7", 1, true);
        check(&["[fe80::7]:*"], "fe80::7", 1, true);
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for text in [
            "",
            "host",
            "host:",
            "host:x",
            "host:0",
            "host:70000",
            ":9999",
            "*:9999",
            "fe80::7:9999",
            "http://host:80",
            "[]:1",
        ] {
            assert!(text.parse::<TargetPattern>().is_err(), "{text}");
        }
    }

    #[test]
    fn patterns_are_shown_as_they_can_be_written() {
        let extra = ["[FE80::7]:*", "host:99"].map(|text| text.parse().expect("a pattern")).to_vec();
        let shown = AllowedTargets::with(extra).patterns();
        assert_eq!(shown, ["localhost:*", "127.0.0.1:*", "[::1]:*", "[fe80::7]:*", "host:99"]);
    }
}
