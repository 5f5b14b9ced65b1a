//! The control of a link over HTTP.

use super::control::{FaultAnswer, FaultOrder};
use super::road::{Refusal, Road};
use axum::extract::{Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// Longest wait for an event in one request.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Answers orders until it is dropped.
pub(super) async fn serve(road: Arc<Road>, token: String, listener: TcpListener) {
    let expected: Arc<str> = format!("Bearer {token}").into();
    let router = Router::new()
        .route("/v1/state", get(async |State(road): State<Arc<Road>>| Json(road.state())))
        .route("/v1/faults", post(order))
        .route("/v1/faults/{id}", delete(end))
        .route(
            "/v1/cut",
            post(async |State(road): State<Arc<Road>>| {
                road.cut();
                StatusCode::NO_CONTENT
            }),
        )
        .route(
            "/v1/heal",
            post(async |State(road): State<Arc<Road>>| {
                road.heal();
                StatusCode::NO_CONTENT
            }),
        )
        .route("/v1/events", get(events))
        .with_state(road)
        .layer(middleware::from_fn(move |request: Request, next: Next| {
            let expected = expected.clone();
            async move { admit(&expected, request, next).await }
        }));
    if let Err(error) = axum::serve(listener, router).await {
        tracing::error!("control of the link ended: {error}");
    }
}

async fn admit(expected: &str, request: Request, next: Next) -> Response {
    let shown = request.headers().get(header::AUTHORIZATION);
    if shown.is_some_and(|shown| shown.as_bytes() == expected.as_bytes()) {
        return next.run(request).await;
    }
    (StatusCode::UNAUTHORIZED, "wrong or missing token; send Authorization: Bearer").into_response()
}

async fn order(State(road): State<Arc<Road>>, Json(order): Json<FaultOrder>) -> Response {
    let id = order.id.clone();
    match road.order(order) {
        Ok(event) => Json(FaultAnswer { event }).into_response(),
        Err(Refusal::Double) => {
            (StatusCode::CONFLICT, format!("fault {id} is known already")).into_response()
        }
        Err(Refusal::Senseless(why)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, format!("fault {id}: {why}")).into_response()
        }
    }
}

async fn end(State(road): State<Arc<Road>>, Path(id): Path<String>) -> Response {
    if road.end(&id) {
        return StatusCode::NO_CONTENT.into_response();
    }
    (StatusCode::NOT_FOUND, format!("fault {id} is neither armed nor acting")).into_response()
}

#[derive(Deserialize)]
struct Reading {
    #[serde(default)]
    after: u64,
    #[serde(default)]
    wait_ms: u64,
}

async fn events(State(road): State<Arc<Road>>, Query(reading): Query<Reading>) -> Response {
    let wait = Duration::from_millis(reading.wait_ms).min(LONGEST_WAIT);
    match road.log.after(reading.after, wait).await {
        Ok(events) => Json(events).into_response(),
        Err(gone) => {
            let text = format!("events before {} are not kept any more", gone.oldest);
            (StatusCode::GONE, text).into_response()
        }
    }
}
