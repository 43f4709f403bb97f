//! What the router's refusals mean.
//!
//! REST answers an error with `{"error":400,"message":"Bad Request","detail":"…"}` (RouterOS manual, "REST API"); the
//! binary API sends the same words in a trap. The router's own words are kept, cleaned and cut, because they are the
//! best explanation there is; hints say what usually helps.

use serde_json::Value;

use super::text::clean;
use super::transport::{Failure, Request, Stage};
use crate::error::{Error, ErrorKind};

/// The failure that an HTTP answer with `status` (400 and above) and `body` means for `request`.
pub(super) fn rejected(status: u16, body: &[u8], request: &Request) -> Failure {
    let answer: Option<Value> = serde_json::from_slice(body).ok();
    let detail = answer.as_ref().and_then(|answer| answer.get("detail")).and_then(Value::as_str).map(clean);
    let is_routeros = answer.as_ref().is_some_and(|answer| answer.get("error").is_some());
    match (status, detail) {
        (401, _) => Failure::at(Stage::Answered, unauthorized()),
        (403, None) if !is_routeros => Failure::at(Stage::Answered, switched_off()),
        (_, Some(detail)) => refused(&detail, request),
        (404, None) if is_routeros => Failure::at(Stage::Answered, missing(request)),
        (_, None) if is_routeros => Failure::at(
            Stage::Answered,
            Error::new(ErrorKind::DeviceRejected, format!("the router answered HTTP {status}")),
        ),
        (500.., None) => Failure::at(Stage::Garbled, stranger(status)),
        (_, None) => Failure::at(Stage::Answered, stranger(status)),
    }
}

/// The failure that the router's words mean, whichever wire they came over.
pub(super) fn refused(detail: &str, request: &Request) -> Failure {
    let detail = clean(detail);
    let has = |words: &str| detail.contains(words);
    if has("Session closed") {
        return Failure::at(Stage::Lost, closed());
    }
    let error = if has("not allowed (9)") || has("not enough permissions") {
        permission(&detail, request)
    } else if has("no such command or directory") || detail == "no such command" {
        Error::not_found(format!("the router has no {}: {detail}", request.path())).hint(
            "the menu or command depends on the RouterOS version, the installed packages and the hardware",
        )
    } else if has("no such item") {
        missing(request)
    } else if has("not allowed by device-mode") {
        Error::new(ErrorKind::DeviceRejected, detail.clone())
            .hint("device-mode forbids it; /system/device-mode/update allows it and needs a press of the router's button or a power cycle")
    } else {
        Error::new(ErrorKind::DeviceRejected, detail.clone())
    };
    Failure::at(Stage::Answered, error)
}

fn unauthorized() -> Error {
    Error::new(ErrorKind::DeviceAuth, "the router refused the user name or the password")
        .hint("check both, or set them anew with: rosmcp device set-credential NAME")
        .hint("the user's group needs the policies api and rest-api: /user/group/set GROUP policy=api,rest-api,read")
        .hint("the user's own address list must contain the address rosmcp comes from: /user/print detail")
}

fn switched_off() -> Error {
    Error::new(ErrorKind::DeviceRejected, "the router's web service answers, but REST is switched off on it")
        .hint("on the router: /ip/service/webserver/set rest-secure=yes (rest-plain=yes for plain HTTP)")
}

fn permission(detail: &str, request: &Request) -> Error {
    let policy = match request {
        Request::Print(_) => "read",
        Request::Run { read_only: true, .. } => "read and test",
        // It writes a file, which is fetched (manual, "Configuration Management").
        Request::Run { path, .. } if path == "export" => "read, ftp and test",
        Request::Add { .. }
        | Request::Set { .. }
        | Request::Remove { .. }
        | Request::Move { .. }
        | Request::Switch { .. } => "write",
        Request::Run { read_only: false, .. } => {
            "write, or the one that the command asks for (reboot, ftp, policy, …)"
        }
    };
    Error::new(ErrorKind::DeviceAuth, format!("the router's user may not do this: {detail}"))
        .hint(format!("the user's group needs the policy api, and for {} {policy}", request.path()))
        .hint("on the router: /user/group/print detail")
}

fn closed() -> Error {
    Error::new(ErrorKind::Timeout, "the router stopped the command after 60 seconds")
        .hint("ask for less at once, or give the command a count or a duration")
}

fn missing(request: &Request) -> Error {
    match request {
        Request::Set { menu, id: Some(id), .. }
        | Request::Remove { menu, id }
        | Request::Move { menu, id, before: None }
        | Request::Switch { menu, id, .. } => Error::not_found(format!("{menu} has no row {}", clean(id)))
            .hint("ids change when rows are added again; read the menu for the current ones"),
        Request::Move { menu, id, before: Some(before) } => {
            Error::not_found(format!("{menu} has no row {} or no row {}", clean(id), clean(before)))
                .hint("ids change when rows are added again; read the menu for the current ones")
        }
        other => Error::not_found(format!("the router has no {}", other.path())),
    }
}

fn stranger(status: u16) -> Error {
    not_routeros(&format!("HTTP {status} without RouterOS's error body"))
}

/// An answer of more than `limit` bytes. A read would end the same way again, so it counts as answered; what a write did cannot be told.
pub(super) fn too_large(limit: usize, request: &Request) -> Failure {
    #[expect(clippy::cast_precision_loss, reason = "a size for people")]
    let message = format!("the router's answer is larger than {:.1} MiB", limit as f64 / 1_048_576.0);
    let error = Error::new(ErrorKind::DeviceRejected, message)
        .hint("ask for fewer fields, or choose rows with a condition");
    Failure::at(if request.is_read() { Stage::Answered } else { Stage::Garbled }, error)
}

/// Something answered that does not speak as RouterOS's REST does; `what` says how one can tell.
pub(super) fn not_routeros(what: &str) -> Error {
    Error::new(ErrorKind::Unreachable, format!("what answered is not RouterOS REST: {what}")).hint(
        "check host and port; REST is served by /ip/service www-ssl (443) or www (80), from RouterOS 7.1 on",
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::routeros::transport::Print;

    fn print() -> Request {
        Request::Print(Print { menu: "ip/address".into(), ..Print::default() })
    }

    fn remove() -> Request {
        Request::Remove { menu: "ip/address".into(), id: "*1A".into() }
    }

    fn says(status: u16, detail: &str) -> Failure {
        let body = json!({"detail": detail, "error": status, "message": "x"}).to_string();
        rejected(status, body.as_bytes(), &print())
    }

    #[test]
    fn each_answer_has_its_kind() {
        for (status, detail, kind, stage) in [
            (400, "no such command or directory (routerboard)", ErrorKind::NotFound, Stage::Answered),
            (406, "no such command or directory (remove)", ErrorKind::NotFound, Stage::Answered),
            (400, "no such command", ErrorKind::NotFound, Stage::Answered),
            (400, "no such command prefix", ErrorKind::DeviceRejected, Stage::Answered),
            (400, "unknown parameter x", ErrorKind::DeviceRejected, Stage::Answered),
            (400, "failure: already have such address", ErrorKind::DeviceRejected, Stage::Answered),
            (400, "Session closed", ErrorKind::Timeout, Stage::Lost),
            (500, "std failure: not allowed (9)", ErrorKind::DeviceAuth, Stage::Answered),
            (500, "not enough permissions (9)", ErrorKind::DeviceAuth, Stage::Answered),
            (500, "failure: odd", ErrorKind::DeviceRejected, Stage::Answered),
        ] {
            let failure = says(status, detail);
            assert_eq!((failure.error.kind(), failure.stage), (kind, stage), "{status} {detail}");
        }
    }

    #[test]
    fn answers_without_detail_have_their_kind() {
        let unauthorized = rejected(401, br#"{"error":401,"message":"Unauthorized"}"#, &print());
        assert_eq!(unauthorized.error.kind(), ErrorKind::DeviceAuth);
        let gone = rejected(404, br#"{"error":404,"message":"Not Found"}"#, &remove());
        assert_eq!(gone.error.kind(), ErrorKind::NotFound);
        assert_eq!(gone.error.message(), "ip/address has no row *1A");
        let off = rejected(403, b"<html>Forbidden</html>", &print());
        assert_eq!(off.error.kind(), ErrorKind::DeviceRejected);
        let stranger = rejected(404, b"<html>nginx</html>", &print());
        assert_eq!(stranger.error.kind(), ErrorKind::Unreachable);
    }

    #[test]
    fn a_gateways_error_leaves_the_outcome_of_a_write_open() {
        assert!(rejected(502, b"<html>bad gateway</html>", &remove()).may_have_had_effect());
        assert!(!rejected(400, br#"{"error":400,"detail":"failure: x"}"#, &remove()).may_have_had_effect());
    }

    #[test]
    fn the_routers_words_are_kept_and_made_harmless() {
        let failure = says(400, "failure: \u{1b}[31mred\u{202e} \u{0}x");
        assert_eq!(failure.error.message(), "failure: [31mred x");
    }
}
