//! Which addresses, schemes and ports may be called (ASVS 1.3.6): public ones, and what the operator allowed.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use url::{Host, Url};

/// Why an address may not be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Neither https, nor http to a network for which the operator allowed it.
    #[error("only https addresses may be called")]
    Scheme,
    /// Name and password in the address.
    #[error("the address carries a user name")]
    UserInfo,
    /// A port on which no web server belongs.
    #[error("the port is not one of a web server")]
    Port,
    /// A port on which no mail server belongs.
    #[error("the port is not one of a mail server")]
    MailPort,
    /// Not an address at all.
    #[error("the address cannot be read")]
    Malformed,
    /// Private, reserved or local, and not allowed by the operator.
    #[error("the address is not public")]
    NotPublic,
    /// A machine's own metadata service, link-local, multicast: never allowed.
    #[error("the address is never called")]
    Forbidden,
}

/// Ports below 1024 that a web server may have.
const LOW_PORTS: [u16; 2] = [80, 443];
/// The ports of IMAP, POP and SMTP, with and without TLS from the start.
const MAIL_PORTS: [u16; 7] = [25, 110, 143, 465, 587, 993, 995];
/// Higher ports of databases, caches and control planes that answer nothing an OAuth client wants to hear.
const REFUSED_PORTS: [u16; 14] = [1433, 1521, 2049, 2375, 2376, 2379, 3306, 3389, 5432, 5900, 6379, 9200, 11211, 27017];

/// Metadata services that lie outside the link-local range: Azure, Alibaba, Oracle, AWS over IPv6.
const METADATA_V4: [Ipv4Addr; 3] =
    [Ipv4Addr::new(168, 63, 129, 16), Ipv4Addr::new(100, 100, 100, 200), Ipv4Addr::new(192, 0, 0, 192)];
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254);
const METADATA_NAMES: [&str; 2] = ["metadata.google.internal", "metadata"];

/// What the operator allowed beyond https to public addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AddressRules {
    networks: Vec<IpNet>,
    http: bool,
}

impl AddressRules {
    /// What the operator's `OUTBOUND_ALLOW` says: private `networks` that may be called, and whether with `http`.
    pub fn new(networks: Vec<IpNet>, http: bool) -> Self {
        Self { networks, http }
    }

    /// Whether `http` may be used at all.
    pub fn allows_http(&self) -> bool {
        self.http
    }

    /// Judges everything about a URL that can be judged without asking a name server.
    ///
    /// # Errors
    /// Why it may not be called.
    pub fn judge_url(&self, url: &Url) -> Result<(), Refusal> {
        match url.scheme() {
            "https" => {}
            "http" if self.http => {}
            _ => return Err(Refusal::Scheme),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::UserInfo);
        }
        judge_port(url.port_or_known_default().unwrap_or_default())?;
        // `url` has already turned decimal, octal and hexadecimal spellings into addresses.
        let secure = url.scheme() == "https";
        match url.host() {
            Some(Host::Ipv4(address)) => self.judge(IpAddr::V4(address), secure),
            Some(Host::Ipv6(address)) => self.judge(IpAddr::V6(address), secure),
            Some(Host::Domain(name)) => self.judge_name(name, secure),
            None => Err(Refusal::Malformed),
        }
    }

    /// Judges the name of a mail server without asking a name server.
    ///
    /// # Errors
    /// Why it may not be dialled.
    pub fn judge_host(&self, host: &str) -> Result<(), Refusal> {
        // What is an address already is judged when it is dialled.
        if host.parse::<IpAddr>().is_ok() { Ok(()) } else { self.judge_name(host, true) }
    }

    /// Judges the address and port of a mail server that is about to be dialled. What travels there is encrypted
    /// before anything worth keeping is said. Networks that the operator allowed may have their mail on any port.
    ///
    /// # Errors
    /// Why it may not be dialled.
    pub fn judge_mail(&self, address: IpAddr, port: u16) -> Result<(), Refusal> {
        self.judge(address, true)?;
        let canonical = address.to_canonical();
        let allowed = self.networks.iter().any(|network| network.contains(&canonical));
        if allowed || MAIL_PORTS.contains(&port) { Ok(()) } else { Err(Refusal::MailPort) }
    }

    /// Names that stand for an address whatever a name server says (RFC 6761 §6.3), and those of metadata services.
    fn judge_name(&self, name: &str, secure: bool) -> Result<(), Refusal> {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        if METADATA_NAMES.contains(&name.as_str()) {
            Err(Refusal::Forbidden)
        } else if name == "localhost" || name.ends_with(".localhost") {
            self.judge(IpAddr::V4(Ipv4Addr::LOCALHOST), secure)
        } else {
            Ok(())
        }
    }

    /// Judges an address that is about to be dialled; one that is merely public is dialled with https only.
    ///
    /// # Errors
    /// Why it may not be called.
    pub fn judge(&self, address: IpAddr, secure: bool) -> Result<(), Refusal> {
        let address = address.to_canonical();
        let carried = carried_v4(address);
        if is_forbidden(address) || carried.is_some_and(|inner| is_forbidden(IpAddr::V4(inner))) {
            return Err(Refusal::Forbidden);
        }
        if self.networks.iter().any(|network| network.contains(&address)) {
            // A translated address reaches the IPv4 host that it carries, so that one is judged as well.
            return carried.map_or(Ok(()), |inner| self.judge(IpAddr::V4(inner), secure));
        }
        match (is_public(address), secure) {
            (true, true) => Ok(()),
            (true, false) => Err(Refusal::Scheme),
            (false, _) => Err(Refusal::NotPublic),
        }
    }
}

fn judge_port(port: u16) -> Result<(), Refusal> {
    let fine = if port < 1024 { LOW_PORTS.contains(&port) } else { !REFUSED_PORTS.contains(&port) };
    if fine { Ok(()) } else { Err(Refusal::Port) }
}

/// The IPv4 address inside a NAT64 (RFC 6052), 6to4 (RFC 3056) or IPv4-compatible one.
fn carried_v4(address: IpAddr) -> Option<Ipv4Addr> {
    let IpAddr::V6(v6) = address else {
        return None;
    };
    let s = v6.segments();
    let join = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match s {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => Some(join(high, low)),
        [0, 0, 0, 0, 0, 0, high, low] if v6 != Ipv6Addr::LOCALHOST && v6 != Ipv6Addr::UNSPECIFIED => {
            Some(join(high, low))
        }
        _ => None,
    }
}

fn is_forbidden(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            v4.octets()[0] == 0
                || v4.is_link_local()
                || v4.is_multicast()
                || v4.is_broadcast()
                || METADATA_V4.contains(&v4)
        }
        IpAddr::V6(v6) => v6.is_unspecified() || v6.is_multicast() || v6.is_unicast_link_local() || v6 == METADATA_V6,
    }
}

/// The address is assigned for use on the public Internet (IANA's special-purpose registries say no otherwise).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            !(v4.is_loopback()
                || v4.is_private()
                || v4.is_documentation()
                || a == 0
                || a >= 224
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 192 && b == 88 && c == 99)
                || (a == 198 && (18..20).contains(&b)))
        }
        IpAddr::V6(v6) => {
            let s = v6.segments();
            (s[0] & 0xe000) == 0x2000
                && !(s[0] == 0x2001 && s[1] < 0x0200)
                && !(s[0] == 0x2001 && s[1] == 0x0db8)
                && s[0] != 0x2002
                && !(s[0] == 0x3fff && s[1] < 0x1000)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(rules: &str, url: &str) -> Result<(), Refusal> {
        let (words, networks): (Vec<&str>, Vec<&str>) = rules.split_whitespace().partition(|entry| *entry == "http");
        let networks = networks.into_iter().map(|entry| entry.parse().expect("network")).collect();
        let rules = AddressRules::new(networks, !words.is_empty());
        Url::parse(url).map_err(|_| Refusal::Malformed).and_then(|url| rules.judge_url(&url))
    }

    #[test]
    fn without_an_allowance_only_public_https_passes() {
        for good in [
            "https://login.microsoftonline.com/x",
            "https://1.1.1.1/",
            "https://[2606:4700::1111]:8443/t",
            "https://one.example.com\\@10.0.0.1/",
        ] {
            assert_eq!(verdict("", good), Ok(()), "{good}");
        }
        let table = [
            ("http://login.example.com/", Refusal::Scheme),
            ("file:///etc/passwd", Refusal::Scheme),
            ("https://good@evil.example.com/", Refusal::UserInfo),
            ("https://example.com:22/", Refusal::Port),
            ("https://example.com:25/", Refusal::Port),
            ("https://example.com:6379/", Refusal::Port),
            ("https://127.0.0.1/", Refusal::NotPublic),
            ("https://127.1/", Refusal::NotPublic),
            ("https://2130706433/", Refusal::NotPublic),
            ("https://0x7f000001/", Refusal::NotPublic),
            ("https://017700000001/", Refusal::NotPublic),
            ("https://%31%32%37.0.0.1/", Refusal::NotPublic),
            ("https://10.1.2.3/", Refusal::NotPublic),
            ("https://172.31.0.1/", Refusal::NotPublic),
            ("https://192.168.0.1/", Refusal::NotPublic),
            ("https://100.64.0.1/", Refusal::NotPublic),
            ("https://198.18.0.1/", Refusal::NotPublic),
            ("https://[::1]/", Refusal::NotPublic),
            ("https://[fd12::1]/", Refusal::NotPublic),
            ("https://[::ffff:10.0.0.1]/", Refusal::NotPublic),
            ("https://[64:ff9b::a00:1]/", Refusal::NotPublic),
            ("https://[2002:7f00:1::]/", Refusal::NotPublic),
            ("https://[2001:db8::1]/", Refusal::NotPublic),
            ("https://[2001::1]/", Refusal::NotPublic),
            ("https://localhost/", Refusal::NotPublic),
            ("https://Any.LOCALHOST./", Refusal::NotPublic),
            ("https://0/", Refusal::Forbidden),
            ("https://[::]/", Refusal::Forbidden),
            ("https://169.254.169.254/", Refusal::Forbidden),
            ("https://[fe80::1]/", Refusal::Forbidden),
            ("https://[fd00:ec2::254]/", Refusal::Forbidden),
            ("https://168.63.129.16/", Refusal::Forbidden),
            ("https://[::ffff:169.254.169.254]/", Refusal::Forbidden),
            ("https://[64:ff9b::a9fe:a9fe]/", Refusal::Forbidden),
            ("https://metadata.google.internal./", Refusal::Forbidden),
        ];
        for (url, refusal) in table {
            let found = verdict("", url);
            // A spelling that the URL parser refuses outright is refused as well.
            assert!(found == Err(refusal) || found == Err(Refusal::Malformed), "{url}: {found:?}");
        }
    }

    #[test]
    fn mail_goes_to_mail_ports_of_public_addresses_and_to_any_port_of_allowed_networks() {
        let rules = AddressRules::new(vec!["10.0.0.0/8".parse().expect("network")], false);
        let verdict = |address: &str, port| rules.judge_mail(address.parse().expect("address"), port);
        assert_eq!(verdict("1.1.1.1", 993), Ok(()));
        assert_eq!(verdict("1.1.1.1", 443), Err(Refusal::MailPort));
        assert_eq!(verdict("10.1.2.3", 10_993), Ok(()));
        assert_eq!(verdict("::ffff:10.1.2.3", 10_993), Ok(()));
        assert_eq!(verdict("192.168.0.1", 993), Err(Refusal::NotPublic));
        assert_eq!(verdict("169.254.169.254", 993), Err(Refusal::Forbidden));
        assert_eq!(rules.judge_host("metadata.google.internal"), Err(Refusal::Forbidden));
        assert_eq!(rules.judge_host("localhost"), Err(Refusal::NotPublic));
        assert_eq!(rules.judge_host("mail.example.com"), Ok(()));
    }

    #[test]
    fn the_operator_opens_networks_but_never_the_metadata_services() {
        let rules = "127.0.0.0/8 ::1/128 http 10.0.0.0/8 169.254.0.0/16 ::/0";
        for good in [
            "http://127.0.0.1:3000/",
            "http://localhost:3000/",
            "http://[::1]:3000/",
            "https://10.0.0.1/",
            "https://[fd12::1]/",
        ] {
            assert_eq!(verdict(rules, good), Ok(()), "{good}");
        }
        for bad in
            ["http://169.254.169.254/", "https://[fd00:ec2::254]/", "https://[64:ff9b::a9fe:a9fe]/", "https://0/"]
        {
            assert_eq!(verdict(rules, bad), Err(Refusal::Forbidden), "{bad}");
        }
        assert_eq!(verdict(rules, "http://1.1.1.1/"), Err(Refusal::Scheme));
        assert_eq!(verdict("10.0.0.0/8", "https://10.0.0.1/"), Ok(()));
        assert_eq!(verdict("10.0.0.0/8", "https://10.0.0.1:22/"), Err(Refusal::Port));
        assert_eq!(verdict("10.0.0.0/8", "https://192.168.0.1/"), Err(Refusal::NotPublic));
        // A translated address is allowed only where the one that it carries is.
        assert_eq!(verdict("64:ff9b::/96", "https://[64:ff9b::808:808]/"), Ok(()));
        assert_eq!(verdict("64:ff9b::/96", "https://[64:ff9b::a00:1]/"), Err(Refusal::NotPublic));
    }
}
