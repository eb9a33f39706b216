//! Proxies before the front door: who they say is asking.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;

/// Where a proxy says for whom it asks; each one on the way adds whom it was asked by.
const FORWARDED: &str = "x-forwarded-for";

/// The proxies whose word on where a request comes from is taken. Nobody else's is: whoever could
/// choose his own address would try passwords from a new one each time.
#[derive(Debug, Clone, Default)]
pub(crate) struct Proxies(Vec<IpAddr>);

impl Proxies {
    /// Proxies at these addresses.
    pub(crate) fn new(addresses: impl IntoIterator<Item = IpAddr>) -> Self {
        Self(addresses.into_iter().map(|address| address.to_canonical()).collect())
    }

    /// Where a request comes from: whom the last proxy that is ours was asked by.
    pub(crate) fn client(&self, peer: SocketAddr, headers: &HeaderMap) -> SocketAddr {
        let mut client = peer.ip().to_canonical();
        let lines: Vec<&str> = headers
            .get_all(FORWARDED)
            .iter()
            .map(|line| line.to_str().unwrap_or_default())
            .collect();
        let mut before = lines.iter().rev().flat_map(|line| line.rsplit(','));
        while self.0.contains(&client) {
            let Some(said) = before.next().and_then(read) else { break };
            client = said;
        }
        SocketAddr::new(client, peer.port())
    }
}

/// An address, as proxies write it: with a port or without.
fn read(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let alone = text.parse().ok();
    let address: IpAddr = alone.or_else(|| text.parse::<SocketAddr>().ok().map(|it| it.ip()))?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_proxies_are_believed_and_only_about_who_asked_them() {
        let ours = ["10.0.0.1", "10.0.0.2", "fd00::1"].map(|text| text.parse().unwrap());
        let proxies = Proxies::new(ours);
        for (peer, said, client) in [
            ("10.0.0.1", &["203.0.113.7"][..], "203.0.113.7"),
            ("::ffff:10.0.0.1", &["203.0.113.7"], "203.0.113.7"),
            ("fd00::1", &["2001:db8::7"], "2001:db8::7"),
            ("10.0.0.1", &["203.0.113.7:52100"], "203.0.113.7"),
            ("10.0.0.1", &["[2001:db8::7]:52100"], "2001:db8::7"),
            // What the client wrote itself stands before what our proxy added.
            ("10.0.0.1", &["192.0.2.1, 203.0.113.7"], "203.0.113.7"),
            ("10.0.0.1", &["192.0.2.1", "203.0.113.7"], "203.0.113.7"),
            ("10.0.0.1", &["192.0.2.1,203.0.113.7 , 10.0.0.2"], "203.0.113.7"),
            ("10.0.0.1", &["10.0.0.2"], "10.0.0.2"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["unknown"], "10.0.0.1"),
            ("10.0.0.1", &["203.0.113.7, "], "10.0.0.1"),
            // Nobody else is believed.
            ("203.0.113.9", &["192.0.2.1"], "203.0.113.9"),
            ("203.0.113.9", &["10.0.0.1"], "203.0.113.9"),
        ] {
            let mut headers = HeaderMap::new();
            for line in said {
                headers.append(FORWARDED, line.parse().unwrap());
            }
            let peer = SocketAddr::new(peer.parse().unwrap(), 52_000);
            let found = proxies.client(peer, &headers);
            assert_eq!(found.ip(), client.parse::<IpAddr>().unwrap(), "{peer} says {said:?}");
        }
        let mut headers = HeaderMap::new();
        headers.append(FORWARDED, "192.0.2.1".parse().unwrap());
        let peer = SocketAddr::from(([127, 0, 0, 1], 52_000));
        assert_eq!(Proxies::default().client(peer, &headers), peer);
    }
}
