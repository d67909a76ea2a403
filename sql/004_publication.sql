-- What readers were shown: one row for each linkback that ever was public. change_id is new with each change that readers can
-- see; what is sent to a webhook is named after it. shown = 0: it was taken back, and who copied it should hear of that.
create table publication (
  site_id bigint not null,
  linkback_id bigint not null,
  change_id bigint not null,
  changed_at bigint not null,
  shown integer not null,
  primary key (site_id, linkback_id),
  foreign key (site_id, linkback_id) references linkback (site_id, id)
);
create index publication_by_time on publication (site_id, changed_at, linkback_id);
create index publication_withdrawn on publication (site_id, changed_at, linkback_id) where shown = 0;
insert into publication (site_id, linkback_id, change_id, changed_at, shown)
  select site_id, id, id, changed_at, 1 from linkback where state = 'shown';

-- The orders in which all shown linkbacks of a site are read page by page.
create index linkback_shown_received on linkback (site_id, received_at, id) where state = 'shown';
create index linkback_shown_published on linkback (site_id, coalesce(published_at, received_at), id) where state = 'shown';
-- With the state in it, though it is always the same: else SQLite reads each row to look at it.
create index linkback_shown_type on linkback (site_id, state, type, id) where state = 'shown';
