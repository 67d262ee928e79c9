//! Microsoft's national clouds: `catalog/clouds.toml`.

use serde::Deserialize;
use shared::resource::{Cloud, NationalCloud};

use super::{CatalogError, read};

const FILE: &str = "clouds.toml";

#[derive(Deserialize)]
struct Clouds {
    clouds: Vec<NationalCloud>,
}

pub(super) fn load() -> Result<Vec<NationalCloud>, CatalogError> {
    Ok(read::<Clouds>(FILE)?.clouds)
}

/// The login hosts that discovery asks, each once, under the first cloud that answers there.
pub(super) fn login_hosts(clouds: &[NationalCloud]) -> Vec<Cloud> {
    let mut hosts: Vec<Cloud> = Vec::new();
    for cloud in clouds {
        if !hosts.iter().any(|known| known.login == cloud.login) {
            hosts.push(Cloud { id: cloud.id.clone(), login: cloud.login.clone() });
        }
    }
    hosts
}

#[cfg(test)]
mod tests {
    use shared::{resource::cloud::moved, script::Cloud};

    use super::*;

    #[test]
    fn the_endpoints_and_audiences_of_every_type_move_to_every_cloud_and_back() {
        let catalog = crate::catalog::Catalog::load().expect("the data files are sound");
        let clouds = catalog.national_clouds();
        let worldwide = &clouds[0];
        for kind in catalog.resource_types().iter().filter(|kind| kind.directory.is_some()) {
            let endpoints =
                [&kind.endpoints.authorization, &kind.endpoints.token, &kind.endpoints.device_authorization];
            let defaults = kind.parameters.iter().flat_map(|p| p.defaults.iter().map(|(_, value)| value));
            for text in endpoints.into_iter().flatten().chain(defaults) {
                for cloud in clouds {
                    let there = moved(text, clouds, cloud);
                    let known = text.contains(&worldwide.login)
                        || worldwide.hosts.values().any(|host| text.contains(host.as_str()));
                    assert_eq!(there != *text, known && cloud.id != worldwide.id, "{}: {text} → {there}", cloud.id);
                    assert!(cloud.id == worldwide.id || !there.contains("microsoftonline.com"), "{there}");
                }
            }
        }
    }

    #[test]
    fn administrators_tools_have_a_name_for_every_cloud() {
        let clouds = load().expect("the data file is sound");
        let named: Vec<bool> =
            clouds.iter().map(|cloud| Cloud::of(cloud).expect("the tools know it").az.is_some()).collect();
        assert_eq!(named, [true, true, false, true]);
    }

    #[test]
    fn discovery_asks_every_login_host_once_and_worldwide_first() {
        let hosts = login_hosts(&load().expect("the data file is sound"));
        let asked: Vec<&str> = hosts.iter().map(|cloud| cloud.login.as_str()).collect();
        assert_eq!(
            asked,
            ["login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn"]
        );
    }
}
