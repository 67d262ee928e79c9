//! How many days are left until a provider's service ends, by the catalogue's dates.

use shared::{
    check::Finding,
    deadline::{Day, DeadlineLevel},
};

use super::{Check, Context, Running};

pub(super) const CHECK: Check = Check { id: "deadline", run: begin };

fn begin<'a>(context: &'a Context<'a>) -> Running<'a> {
    Box::pin(std::future::ready(Ok(vec![look(context)])))
}

fn look(context: &Context<'_>) -> Finding {
    let wanted = context.argument("deadline").unwrap_or_default();
    let known = &context.app.catalog.deadlines().deadlines;
    let Some(deadline) = known.iter().find(|known| known.id == wanted) else {
        let names: Vec<&str> = known.iter().map(|known| known.id.as_str()).collect();
        return context.say("unknown_deadline").with("known", names.join(", ")).done();
    };
    let days = deadline.date.map(|date| date.days_from(Day::of(context.now())));
    let say = match (DeadlineLevel::of(days), days) {
        (_, None) => context.say("not_announced"),
        (DeadlineLevel::Over, _) => context.say("over"),
        (DeadlineLevel::Urgent | DeadlineLevel::Soon, _) => context.say("soon"),
        (DeadlineLevel::Later, _) => context.say("far"),
    };
    let date = deadline.date.map(|date| date.to_string()).unwrap_or_default();
    let say = say.text("name", deadline.name.clone()).text("what", deadline.what.clone());
    let say = say.text("cure", deadline.remedy.clone()).with("days", days.unwrap_or_default()).with("date", date);
    let say = deadline.when.iter().fold(say, |say, when| say.text("when", when.clone()));
    say.code(Some(deadline.id.clone())).done()
}
