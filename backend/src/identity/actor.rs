//! The caller: a person with a session, or a robot with an API key.

use shared::{
    api::session::User,
    ids::{ApiKeyId, TenantId},
    permission::{Permission, Scope},
    timestamp::Timestamp,
};

use crate::audit::Author;

/// The caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person with a session.
    Person(Person),
    /// A robot with an API key.
    Robot(Robot),
}

/// A person with a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account.
    pub user: User,
    /// The session's id: what an authorization is bound to.
    pub session_id: String,
    /// When the session ends whatever happens.
    pub session_expires_at: Timestamp,
    /// When the password was last given once more; 1970 when it never was.
    pub reauthenticated_at: Timestamp,
}

/// A robot with an API key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Robot {
    /// The key's id: what an authorization is bound to.
    pub id: ApiKeyId,
    /// The key's name.
    pub name: String,
    /// The one tenant it works for; `None`: all of them.
    pub tenant: Option<TenantId>,
    /// What it may do.
    pub scopes: Vec<Scope>,
}

impl Actor {
    /// Names the caller in the audit trail.
    pub fn author(&self, request_id: &str) -> Author {
        let (kind, id, name) = match self {
            Self::Person(person) => ("user", person.user.id.to_string(), &person.user.name),
            Self::Robot(robot) => ("api_key", robot.id.to_string(), &robot.name),
        };
        Author { kind, id: Some(id), name: name.clone(), request_id: Some(request_id.to_owned()) }
    }

    /// What an authorization is bound to: this session, or this key. Only the same may complete it.
    pub fn binding(&self) -> String {
        match self {
            Self::Person(person) => format!("session:{}", person.session_id),
            Self::Robot(robot) => format!("api_key:{}", robot.id),
        }
    }

    /// Whether it administers the whole portal as far as `permission` goes.
    pub fn administers(&self, permission: Permission) -> bool {
        match self {
            Self::Person(person) => person.user.administrator,
            Self::Robot(robot) => robot.tenant.is_none() && Scope::allow(&robot.scopes, permission),
        }
    }

    /// Whether the password was given once more within the last five minutes. Never true of a robot.
    pub fn recently_authenticated(&self, now: Timestamp) -> bool {
        match self {
            Self::Person(person) => now.seconds_since(person.reauthenticated_at) < 5 * 60,
            Self::Robot(_) => false,
        }
    }
}
