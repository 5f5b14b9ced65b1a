//! What the regional register answers: one principal's lateness, both sides' days, lonely passages.

use crate::journey::actor::{convoy, decision, officer, region};
use crate::journey::claims::claim;
use crate::journey::ended::Ended;
use crate::journey::movement::Movement;
use crate::journey::world::World;
use crate::profile::{Country, OfficeCode};
use crate::record::claim::Claim;
use crate::record::event::CopyFacts;
use crate::region::{Entry, Register, scores};
use cucumber::{given, then, when};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

/// Late, whatever clocks say.
const TWO_DAYS: SignedDuration = SignedDuration::from_hours(48);

#[given("two vehicles of each of two principals out of the country under test")]
async fn of_two_principals(world: &mut World) {
    let given = convoy::share_among_principals(world, 2);
    world.note(given);
}

#[when("the goods of all are presented two days after the limit, and found in order")]
async fn all_late(world: &mut World) {
    let done = async {
        decision::wait_past_limit(world, TWO_DAYS).await?;
        conclude_all(world).await
    };
    let done = done.await;
    world.note(done);
}

#[when("the goods of all are presented in time, and found in order")]
async fn all_in_time(world: &mut World) {
    let done = conclude_all(world).await;
    world.note(done);
}

#[given("six vehicles out of the country under test under one bill of lading")]
async fn six(world: &mut World) {
    let given = convoy::share_a_bill(world, 6);
    world.note(given);
}

#[when("the goods of two are presented in time, and found in order")]
async fn two_in_time(world: &mut World) {
    let done = conclude_two(world).await;
    world.note(done);
}

#[when("the goods of the others are presented two days after the limit, and found in order")]
async fn others_late(world: &mut World) {
    let done = async {
        decision::wait_past_limit(world, TWO_DAYS).await?;
        conclude_all(world).await
    };
    let done = done.await;
    world.note(done);
}

#[then("the regional database counts them all under one principal, all late, and warns of it")]
async fn warned(world: &mut World) {
    let held = scored(world, &[("/0/suspect", json!(true)), ("/1", Value::Null)], true).await;
    world.note(held);
}

#[then("the regional database counts them all under one principal, none late, and warns of nobody")]
async fn not_warned(world: &mut World) {
    let held = scored(world, &[("/0/suspect", json!(false)), ("/1", Value::Null)], false).await;
    world.note(held);
}

#[then("the regional database warns of one principal, four of whose six movements were late")]
async fn wave(world: &mut World) {
    let demands = [
        ("/0/movements", json!(6)),
        ("/0/late", json!(4)),
        ("/0/suspect", json!(true)),
        ("/1", Value::Null),
    ];
    let held = principals(world, &demands).await;
    world.note(held);
}

#[then("the regional database counts two late movements of each principal, and warns of nobody")]
async fn spread(world: &mut World) {
    let demands = [
        ("/0/late", json!(2)),
        ("/0/suspect", json!(false)),
        ("/1/late", json!(2)),
        ("/1/suspect", json!(false)),
    ];
    let held = principals(world, &demands).await;
    world.note(held);
}

#[then("the regional database holds of each country's day what its movements told one by one")]
async fn days(world: &mut World) {
    let held = days_agree(world).await;
    world.note(held);
}

#[then("it finds the movement by its number, its vehicle, its offices and its period")]
async fn found(world: &mut World) {
    let held = found_every_way(world).await;
    world.note(held);
}

#[then("it knows of no passage that stands alone")]
async fn paired(world: &mut World) {
    let held = alone(world, json!([])).await;
    world.note(held);
}

#[then("the regional database knows that the goods left and never entered")]
async fn lonely(world: &mut World) {
    let held = left_for_good(world).await;
    world.note(held);
}

/// Two are presented in time: they are the first in the row, and go to its end.
async fn conclude_two(world: &mut World) -> Result<(), Ended> {
    for _ in 0..2 {
        world.movements.rotate_left(1);
        convoy::concluded(world).await?;
    }
    officer::settled(world).await
}

/// All whose arrival nobody has told yet are presented and found in order.
async fn conclude_all(world: &mut World) -> Result<(), Ended> {
    for _ in 0..world.movements.len() {
        world.movements.rotate_left(1);
        let mrn = world.movement()?.mrn.clone();
        let told = |copy: &CopyFacts| copy.code == "ARR" && copy.mrn == mrn;
        if world.stage.newest(told).is_none() {
            convoy::concluded(world).await?;
        }
    }
    officer::settled(world).await
}

/// What the register is to answer about the country under test.
fn answers(world: &World, question: &str, pointer: &str, equals: Value) -> Claim {
    let country = world.stage.subject.to_string();
    Claim::Region { country, question: question.to_owned(), pointer: pointer.to_owned(), equals }
}

/// The scores of the principals of the country under test are such.
async fn principals(world: &World, demands: &[(&str, Value)]) -> Result<(), Ended> {
    let (subject, now) = (world.stage.subject, world.stage.cell.business());
    let risk = world.stage.cell.corridor().risk.clone();
    let none = || Ended::NotApplicable("the corridor says nothing of risks ([risk])".to_owned());
    let risk = risk.ok_or_else(none)?;
    let question = format!("principals of {subject}");
    let since = region::ask(world, &question, |register| {
        let mut all = scores(&register.ended_between(Timestamp::MIN, Timestamp::MAX)?, &risk, now);
        all.retain(|score| score.country == subject.as_str());
        Ok(all)
    });
    let since = since.await?;
    for (pointer, equals) in demands {
        let right = answers(world, &question, pointer, equals.clone());
        world.claim(claim("REQ-STA-009", subject, since, right)).await?;
    }
    Ok(())
}

/// All movements of the scenario are one principal's, and all or none of them late.
async fn scored(world: &World, others: &[(&str, Value)], late: bool) -> Result<(), Ended> {
    let count = world.movements.len();
    let mut demands =
        vec![("/0/movements", json!(count)), ("/0/late", json!(if late { count } else { 0 }))];
    demands.extend(others.iter().cloned());
    principals(world, &demands).await
}

async fn days_agree(world: &World) -> Result<(), Ended> {
    let none = || Ended::Error("no night has passed yet".to_owned());
    let (end, _) = world.window.ok_or_else(none)?;
    let departures: Vec<Country> = world.movements.iter().map(Movement::departure).collect();
    for country in world.stage.cell.corridor().pair() {
        let question = format!("day of {country} to {end}");
        let since = region::ask(world, &question, |register| register.day(country, end)).await?;
        let ended = departures.iter().filter(|home| **home == country).count();
        let demands = [("/agrees", json!(true)), ("/told/discharged", json!(ended))];
        for (pointer, equals) in demands {
            let right = Claim::Region {
                country: country.to_string(),
                question: question.clone(),
                pointer: pointer.to_owned(),
                equals,
            };
            world.claim(claim("REQ-STA-008", country, since, right)).await?;
        }
    }
    Ok(())
}

/// The newest movement is found by everything that the register can be asked for.
async fn found_every_way(world: &World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let (mrn, papers) = (movement.mrn.clone(), &movement.papers);
    let one = |entries: Vec<Entry>| {
        entries.into_iter().filter(|it| it.mrn == mrn).map(|it| it.mrn).collect::<Vec<_>>()
    };
    let crossed = papers.office(movement.departure(), "EXIT").to_owned();
    let day = world.stage.cell.business().saturating_sub(SignedDuration::from_hours(48));
    let day = day.unwrap_or(Timestamp::MIN);
    let mut asked = Vec::new();
    let question = format!("movement {mrn}");
    let all = |register: &Register| Ok(one(register.movement(&mrn)?.into_iter().collect()));
    asked.push((region::ask(world, &question, all).await?, question));
    for plate in papers.plates() {
        let question = format!("vehicle {plate}");
        let all = |register: &Register| Ok(one(register.of_vehicle(&plate)?));
        asked.push((region::ask(world, &question, all).await?, question));
    }
    let offices = [&papers.declaration.office, &papers.declaration.destination, &crossed];
    for office in offices {
        let question = format!("office {office}");
        let code: OfficeCode = office.parse().map_err(|_| Ended::Error(question.clone()))?;
        let all = |register: &Register| Ok(one(register.of_office(code)?));
        asked.push((region::ask(world, &question, all).await?, question));
    }
    let question = "ends since yesterday".to_owned();
    let all = |register: &Register| Ok(one(register.ended_between(day, Timestamp::MAX)?));
    asked.push((region::ask(world, &question, all).await?, question));
    for (since, question) in asked {
        let right = answers(world, &question, "", json!([mrn]));
        world.claim(claim("REQ-STA-007", world.stage.subject, since, right)).await?;
    }
    Ok(())
}

async fn alone(world: &World, equals: Value) -> Result<(), Ended> {
    let question = "passages that stand alone";
    let since = region::ask(world, question, |register| {
        let all = register.alone()?;
        Ok(all.into_iter().map(|it| [it.mrn, it.office, it.direction]).collect::<Vec<_>>())
    });
    let since = since.await?;
    let right = answers(world, question, "", equals);
    world.claim(claim("REQ-STA-007", world.stage.subject, since, right)).await
}

async fn left_for_good(world: &World) -> Result<(), Ended> {
    let movement = world.movement()?;
    let office = movement.papers.office(movement.departure(), "EXIT");
    alone(world, json!([[movement.mrn, office, "EXIT"]])).await
}
