//! A configuration file as it may be shown: secrets masked.

use shared::{
    api::config_file::{ConfigFileDetail, ConfigFileEntry, ConfigFileKind, ConfigFileSummary, EncryptedSection},
    config_file::{Encoding, LineEnds},
    ids::ConfigFileId,
    timestamp::Timestamp,
};

use crate::{
    app::App,
    config_files::{Opened, Values, mask_if, mask_string, sounds_secret},
    store::config_files::ConfigFileRow,
};

pub(super) fn summary(row: &ConfigFileRow) -> ConfigFileSummary {
    ConfigFileSummary {
        id: ConfigFileId::new(&row.id),
        name: row.name.clone(),
        size: row.size,
        sha256: row.sha256.clone(),
        version: row.version,
        created_at: Timestamp::from_millis(row.created_at),
        updated_at: Timestamp::from_millis(row.updated_at),
        updated_by: row.actor_name.clone(),
    }
}

pub(super) fn detail(app: &App, opened: &Opened, values: &Values) -> ConfigFileDetail {
    let file = &opened.file;
    let kind = |kind: &&shared::config_check::CheckedFile| ConfigFileKind {
        id: kind.id.clone(),
        name: kind.name.clone(),
        after: kind.after.clone(),
    };
    let strings = file.connection_strings().into_iter().map(|entry| ConfigFileEntry {
        name: entry.name,
        value: Some(mask_string(&entry.value)),
        line: entry.at.line,
    });
    let settings = file.app_settings().into_iter().map(|setting| ConfigFileEntry {
        value: (!sounds_secret(&setting.key)).then(|| mask_if(false, &setting.key, &setting.value)),
        name: setting.key,
        line: setting.at.line,
    });
    let sections = file.protected_sections().into_iter().map(|section| EncryptedSection {
        name: section.name,
        provider: section.provider,
        line: section.at.line,
    });
    ConfigFileDetail {
        summary: summary(&opened.row),
        encoding: encoding(file.encoding()).to_owned(),
        bom: file.has_byte_order_mark(),
        line_ends: line_ends(file.line_ends()).to_owned(),
        kinds: opened.kinds(app).iter().map(kind).collect(),
        connection_strings: strings.collect(),
        app_settings: settings.collect(),
        encrypted_sections: sections.collect(),
        findings: opened.findings(app, values),
    }
}

fn encoding(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Utf8 => "utf-8",
        Encoding::Utf16Le => "utf-16le",
        Encoding::Utf16Be => "utf-16be",
        Encoding::Windows1252 => "windows-1252",
        Encoding::Latin1 => "iso-8859-1",
    }
}

fn line_ends(ends: LineEnds) -> &'static str {
    match ends {
        LineEnds::None => "none",
        LineEnds::CrLf => "crlf",
        LineEnds::Lf => "lf",
        LineEnds::Cr => "cr",
        LineEnds::Mixed => "mixed",
    }
}
