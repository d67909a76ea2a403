-- One message to one person by one channel: one alert, several that a burst, a quiet night or a digest brought together,
-- or a reminder. What belongs to it is fixed when it is first tried, so that each repeat is the same message.
-- window_at: the beginning of the ten minutes that it counts into. trouble: whose fault it is that it did not leave.
create table letter (
  site_id bigint not null,
  id bigint not null,
  person text not null,
  channel text not null,
  form text not null,
  subject_id bigint not null,
  state text not null,
  message_id text not null,
  window_at bigint not null,
  due_at bigint not null,
  made_at bigint not null,
  tried_at bigint,
  sent_at bigint,
  tries integer not null,
  trouble text not null,
  last_error text not null,
  primary key (site_id, id)
);
create index letter_pending on letter (site_id, person, channel, id) where state = 'pending';
create index letter_by_window on letter (site_id, person, channel, window_at);
create index letter_by_person on letter (site_id, person, channel, made_at);
create index letter_by_message on letter (site_id, message_id);

create index alert_by_person on alert (site_id, person, id);
-- The letter that an alert goes with; null until that was decided.
alter table delivery add column letter_id bigint;
create index delivery_by_letter on delivery (site_id, letter_id) where letter_id is not null;
create index delivery_by_message on delivery (site_id, message_id);

-- Whom not to write to any more about a case, by their own wish; case 0 is all alerts.
create table unsubscribed (
  site_id bigint not null,
  person text not null,
  case_id bigint not null,
  at bigint not null,
  primary key (site_id, person, case_id)
);

-- "Later": who wants to be reminded of which case, and when.
create table snooze (
  site_id bigint not null,
  id bigint not null,
  person text not null,
  case_id bigint not null,
  until_at bigint not null,
  primary key (site_id, id),
  unique (site_id, person, case_id)
);

-- What mail servers say about an address. Suspended: nothing is sent there until somebody forgives it.
create table mail_trouble (
  site_id bigint not null,
  address text not null,
  score double precision not null,
  scored_at bigint not null,
  suspended_at bigint,
  why text not null,
  primary key (site_id, address)
);

-- Mails that came in, so that one that comes twice counts once.
create table mail_heard (
  site_id bigint not null,
  message_key text not null,
  at bigint not null,
  primary key (site_id, message_key)
);
