//! Resource types, resources and their parameters: which value is sent in which phase, and the requests that follow.
//!
//! The model is K2's (`ResourceType`, `ResourceTypeParameter`, three values a parameter), because every other
//! OAuth client's settings fit into it.

mod api_permission;
mod assertion;
mod authorization_url;
pub mod cloud;
mod lint;
mod parameter;
mod preview;
mod relocation;
mod resource_type;

pub use api_permission::{ApiDescriptor, DirectoryRole, NeededPermissions, PermissionDescriptor, PermissionKind};
pub use assertion::AssertionAlgorithm;
pub use authorization_url::{Pair, authorization_url};
pub use cloud::NationalCloud;
pub(crate) use lint::rule_holds;
pub use lint::{Condition, CredentialFact, Facts, Finding, LintLevel, LintRule, Test, Value, ValueOf, lint};
pub use parameter::{PROTOCOL_PARAMETERS, Phase, PhaseValues, emitted};
pub use preview::{
    ASKED_WITH_A_PASSWORD, DEVICE_CODE_GRANT, NOT_OF_DEVICES, OF_THE_PASSWORD, PreviewOf, RequestKind, RequestPreview,
    SOMEBODY, STARS,
};
pub use relocation::{MovedValue, Placed, Relocation};
pub use resource_type::{
    AudienceForm, ClientAuth, Cloud, DirectoryAddress, EndpointTemplates, PhaseFlag, RecoveryClass, ResourceType,
    TypeParameter,
};
