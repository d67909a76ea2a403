-- What of a page's text is not its own words: quotations, program text, forms. Pairs of bytes, half open.
alter table linkback_page add column quoted text not null default '';
