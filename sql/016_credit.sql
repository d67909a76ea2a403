-- Whom the deleted questions of a year are credited to is read from these few, and no longer from all answers of that year.
create index comment_gone_answered on comment (site_id, published_at, id, post_id, run_first, first_answer, answered_at,
  answered_by, closed_at, edited_after, seen_at, imported, state)
  where state <> 'public' and first_answer is not null;
-- Figures may count from when a comment was let through.
drop index comment_facts;
create index comment_facts on comment (site_id, published_at, id, post_id, run_first, first_answer, answered_at, answered_by,
  closed_at, edited_after, seen_at, imported, needs_answer, state)
  where needs_answer = 1 and state = 'public';
