//! The adapter: the contract over HTTP, every other path and method 501.

use std::sync::Arc;
use std::sync::mpsc::Sender;

use axum::Json;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{Method, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;

use super::engine::{Ask, Command, Failure, Reply};

/// Largest body that is read, in bytes.
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// What every request needs.
#[derive(Clone)]
struct Door {
    engine: Sender<Command>,
    token: Arc<[u8]>,
}

/// The adapter's routes for an engine, open to whoever shows the token.
pub(super) fn routes(engine: Sender<Command>, token: &str) -> Router {
    let token = Sha256::digest(token.as_bytes()).to_vec().into();
    Router::new().fallback(enter).with_state(Door { engine, token })
}

async fn enter(State(door): State<Door>, request: Request) -> Response {
    if !door.knows(&request) {
        return complaint(StatusCode::UNAUTHORIZED, "show the token as `Authorization: Bearer ..`");
    }
    let (parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let path = parts.uri.path().to_owned();
    let ask = match question(&parts.method, &path, &query, body).await {
        Ok(ask) => ask,
        Err(response) => return *response,
    };
    let page = matches!(ask, Ask::Document(_));
    let (reply, answer) = oneshot::channel();
    let gone = || complaint(StatusCode::INTERNAL_SERVER_ERROR, "the node's engine has stopped");
    if door.engine.send(Command::Asked(ask, reply)).is_err() {
        return gone();
    }
    match answer.await {
        Ok(Ok(Value::String(text))) if page => Html(text).into_response(),
        Ok(reply) => answered(reply),
        Err(_) => gone(),
    }
}

impl Door {
    /// Compares digests, so that the time it takes tells nothing of the token.
    fn knows(&self, request: &Request) -> bool {
        let shown = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = shown.and_then(|value| value.strip_prefix("Bearer "));
        token.is_some_and(|token| Sha256::digest(token.as_bytes())[..] == self.token[..])
    }
}

type Refused = Box<Response>;

async fn question(method: &Method, path: &str, query: &str, body: Body) -> Result<Ask, Refused> {
    let segments: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match (method.as_str(), &segments[..]) {
        ("GET", ["v1", "hello"]) => Ok(Ask::Hello),
        ("GET", ["v1", "quiet"]) => Ok(Ask::Quiet),
        ("GET", ["v1", "alerts"]) => Ok(Ask::Alerts(mrn_of(query)?)),
        ("GET", ["v1", "movements", mrn]) => Ok(Ask::Movement((*mrn).to_owned())),
        ("GET", ["v1", "movements", mrn, "document"]) => Ok(Ask::Document((*mrn).to_owned())),
        ("GET", ["v1", "guarantees", grn]) => Ok(Ask::Guarantee((*grn).to_owned())),
        ("POST", ["v1", "reset"]) => Ok(Ask::Reset(Box::new(read(body).await?))),
        ("POST", ["v1", "clock"]) => Ok(Ask::Clock(read(body).await?)),
        ("POST", ["v1", "actions", verb]) => {
            if !crate::adapter::acts::VERBS.contains(verb) {
                return Err(Box::new(answered(Err(Failure::NotImplemented(format!(
                    "this node has no act `{verb}`"
                ))))));
            }
            Ok(Ask::Act { verb: (*verb).to_owned(), body: read(body).await? })
        }
        _ => {
            let what = format!("{method} {path} is not in the contract");
            Err(Box::new(answered(Err(Failure::NotImplemented(what)))))
        }
    }
}

fn mrn_of(query: &str) -> Result<Option<String>, Refused> {
    match query.split_once('=') {
        None if query.is_empty() => Ok(None),
        Some(("mrn", mrn)) if mrn.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            Ok(Some(mrn.to_owned()))
        }
        _ => Err(Box::new(complaint(StatusCode::BAD_REQUEST, "the only parameter is `mrn`"))),
    }
}

async fn read<T: DeserializeOwned>(body: Body) -> Result<T, Refused> {
    let bytes = to_bytes(body, BODY_LIMIT).await.map_err(|_| {
        let text = format!("the body is over {BODY_LIMIT} bytes or was cut short");
        Box::new(complaint(StatusCode::BAD_REQUEST, &text))
    })?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let text = format!("the body is not what the contract says: {error}");
        Box::new(complaint(StatusCode::BAD_REQUEST, &text))
    })
}

fn answered(reply: Reply) -> Response {
    match reply {
        Ok(Value::Null) => StatusCode::NO_CONTENT.into_response(),
        Ok(value) => Json(value).into_response(),
        Err(Failure::Malformed(text)) => complaint(StatusCode::BAD_REQUEST, &text),
        Err(Failure::Unknown(what)) => {
            complaint(StatusCode::NOT_FOUND, &format!("`{what}` is not known here"))
        }
        Err(Failure::NotImplemented(text)) => complaint(StatusCode::NOT_IMPLEMENTED, &text),
        Err(Failure::Defect(text)) => complaint(StatusCode::INTERNAL_SERVER_ERROR, &text),
    }
}

fn complaint(status: StatusCode, text: &str) -> Response {
    (status, Json(json!({ "error": text }))).into_response()
}
