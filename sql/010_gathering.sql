-- Which item says the same as which conversation (its root): by words ("me too"), or by linking to it. Who says it stands here
-- too, so that voices are counted without reading the items again.
create table agreement (
  site_id bigint not null,
  root_kind text not null,
  root_id bigint not null,
  item_kind text not null,
  item_id bigint not null,
  how text not null,
  said text not null,
  name text not null,
  account text not null,
  page text not null,
  host text not null,
  url text not null,
  said_at bigint not null,
  old integer not null,
  primary key (site_id, root_id, root_kind, item_id, item_kind)
);
create index agreement_by_item on agreement (site_id, item_id, item_kind);

-- What is derived of it for each conversation, and how many voices staff were last told of, and when.
create table gathering (
  site_id bigint not null,
  root_kind text not null,
  root_id bigint not null,
  voices integer not null,
  hosts integer not null,
  first_at bigint,
  last_at bigint,
  told_voices integer not null,
  told_at bigint,
  primary key (site_id, root_id, root_kind)
);
create index gathering_lately on gathering (site_id, last_at) where voices > 0;

-- That a company, product or topic is named by more people than usual: told once a window.
create table swell (
  site_id bigint not null,
  whom_kind text not null,
  whom text not null,
  authors integer not null,
  usual double precision not null,
  told_at bigint not null,
  primary key (site_id, whom_kind, whom, told_at)
);
create index mention_of_things on mention (site_id, found_at) where whom_kind <> 'person';
