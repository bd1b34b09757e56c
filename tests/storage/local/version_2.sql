CREATE TABLE changes (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind IN ('added', 'removed', 'reencoded')),
  document INTEGER NOT NULL,
  first_passage INTEGER NOT NULL,
  last_passage INTEGER NOT NULL,
  stamp INTEGER NOT NULL
) STRICT;
INSERT INTO "changes" VALUES(1,'added',1,1,2,5846937160985820088);
INSERT INTO "changes" VALUES(2,'added',2,3,3,6138907191941843542);
CREATE TABLE cited_places (
  turn_id INTEGER NOT NULL REFERENCES turns (turn_id),
  rank INTEGER NOT NULL,
  document_id TEXT NOT NULL,
  page INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  sentence_start INTEGER NOT NULL,
  sentence_end INTEGER NOT NULL,
  similarity REAL NOT NULL,
  logit REAL NOT NULL,
  relevance REAL NOT NULL,
  UNIQUE (turn_id, rank)
) STRICT;
INSERT INTO "cited_places" VALUES(1,1,'2f9417295d77dcc6a48b940e8792dd23b6b7a5652103bb3e47edd004bf009f38',1,0,11,0,5,0.5,-1.25,0.75);
INSERT INTO "cited_places" VALUES(1,2,'26b6a52c75a8be6e68cde44f73d6404d29bfed30520e60c93f244d20fb1ed091',1,0,13,0,5,0.5,-1.25,0.75);
INSERT INTO "cited_places" VALUES(3,1,'2f9417295d77dcc6a48b940e8792dd23b6b7a5652103bb3e47edd004bf009f38',1,0,11,0,5,0.5,-1.25,0.75);
INSERT INTO "cited_places" VALUES(3,2,'26b6a52c75a8be6e68cde44f73d6404d29bfed30520e60c93f244d20fb1ed091',1,0,13,0,5,0.5,-1.25,0.75);
CREATE TABLE conversations (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id TEXT NOT NULL UNIQUE,
  identity TEXT NOT NULL,
  title TEXT NOT NULL,
  changed_at REAL NOT NULL
) STRICT;
INSERT INTO "conversations" VALUES(1,'c1','owner','Where is the quokkamancer?',1001.0);
INSERT INTO "conversations" VALUES(3,'c2','name:ada','Of Ada',1002.0);
CREATE TABLE documents (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  page_count INTEGER NOT NULL,
  pages_without_text TEXT NOT NULL,
  added_at REAL NOT NULL,
  first_passage INTEGER NOT NULL,
  last_passage INTEGER NOT NULL
) STRICT;
INSERT INTO "documents" VALUES(1,'2f9417295d77dcc6a48b940e8792dd23b6b7a5652103bb3e47edd004bf009f38','text','Rivers',29,1,'[]',1700000000.0,1,2);
INSERT INTO "documents" VALUES(2,'26b6a52c75a8be6e68cde44f73d6404d29bfed30520e60c93f244d20fb1ed091','text','',14,1,'[]',1700000000.0,3,3);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "meta" VALUES('fingerprint','{"encoder": "hashing-encoder", "weights_sha256": "9c93bbfc5463e33c9e5a59f998be2fb180587e88b407e7eaf9372876a9a6037c", "dimension": 16, "pooling": "mean", "normalised": true, "splitting_version": 1}');
INSERT INTO "meta" VALUES('vectors_id','888538ab8e8e18778465aee15ba38af4');
CREATE TABLE names (
  name BLOB NOT NULL UNIQUE,
  document INTEGER NOT NULL REFERENCES documents (number),
  position INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
INSERT INTO "names" VALUES(X'612E747874',1,1);
INSERT INTO "names" VALUES(X'622E747874',2,2);
INSERT INTO "names" VALUES(X'632E747874',2,3);
CREATE TABLE pages (
  document INTEGER NOT NULL REFERENCES documents (number),
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  source_runs BLOB NOT NULL,
  checksum INTEGER NOT NULL,
  UNIQUE (document, number)
) STRICT;
INSERT INTO "pages" VALUES(1,1,'river stone
river sand',X'000000000700000016000000',969325998);
INSERT INTO "pages" VALUES(2,1,'copper violin',X'00000000010000000D000000',3841956195);
CREATE TABLE passages (
  passage_id INTEGER PRIMARY KEY AUTOINCREMENT,
  document INTEGER NOT NULL REFERENCES documents (number),
  page INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  first_line INTEGER NOT NULL,
  last_line INTEGER NOT NULL,
  heading TEXT NOT NULL,
  text TEXT NOT NULL,
  term_count INTEGER NOT NULL,
  terms BLOB NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;
INSERT INTO "passages" VALUES(1,1,1,0,11,1,1,'','river stone',2,X'2B67E3F52A052019',4250087077);
INSERT INTO "passages" VALUES(2,1,1,12,22,2,2,'','river sand',2,X'2B67E3F511927AA0',1020893522);
INSERT INTO "passages" VALUES(3,2,1,0,13,1,1,'','copper violin',2,X'F57B8FBDE31326C4',4098001197);
CREATE TABLE turns (
  turn_id INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation INTEGER NOT NULL REFERENCES conversations (number),
  question TEXT NOT NULL,
  searched_for TEXT NOT NULL,
  document_ids TEXT NOT NULL,
  answered INTEGER NOT NULL,
  encoder TEXT NOT NULL,
  reranker TEXT NOT NULL,
  seconds REAL NOT NULL
) STRICT;
INSERT INTO "turns" VALUES(1,1,'Where is the quokkamancer?','Where is the quokkamancer?','["2f9417295d77dcc6a48b940e8792dd23b6b7a5652103bb3e47edd004bf009f38"]',1,'e','r',1.5);
INSERT INTO "turns" VALUES(2,1,'And then?','Where is the quokkamancer?','["2f9417295d77dcc6a48b940e8792dd23b6b7a5652103bb3e47edd004bf009f38"]',1,'e','r',1.5);
INSERT INTO "turns" VALUES(3,3,'Ada asks','Where is the quokkamancer?','["2f9417295d77dcc6a48b940e8792dd23b6b7a5652103bb3e47edd004bf009f38"]',1,'e','r',1.5);
CREATE TABLE vectors (
  passage_id INTEGER PRIMARY KEY REFERENCES passages (passage_id),
  vector BLOB NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;
INSERT INTO "vectors" VALUES(1,X'76B9B8BE849971BD1E970ABF5EA6DEBD749D4C3E83659D3DB1DA79BD2825E53EB5EEF93DD518F63DAE86FBBBD25B54BE975DE5BE370CC8BD6FDDCA3D70BD0DBE',3750517061);
INSERT INTO "vectors" VALUES(2,X'B88B13BFE7E94B3E5EAACEBE327908BE8C6966BDD00FDD3CE577DE3E125EC23E21D19DBCBBE7313EA4FFACBCED4729BEF58AB33C547AD6BDACCF2F3DEA5A4ABE',2477818500);
INSERT INTO "vectors" VALUES(3,X'D73A06BE4A46FE3D3E454FBD8B7D943D0BFFA93E63FD403E38BA1F3E7B601B3E6FB575BD18A5793B1ED5D43E0C0AF83E324893BEAC950DBE628A17BD708B00BF',2720450241);
CREATE INDEX names_by_document ON names (document, position);
CREATE VIEW cited AS SELECT
  p.passage_id, d.document_id,
  (SELECT name FROM names WHERE document = d.number ORDER BY position LIMIT 1) AS name,
  d.kind, d.title, p.page, p.start, p."end", p.first_line, p.last_line, p.heading, p.text,
  p.checksum
FROM passages p JOIN documents d ON d.number = p.document;
CREATE INDEX conversations_by_identity ON conversations (identity, changed_at);
CREATE INDEX turns_by_conversation ON turns (conversation, turn_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('documents',2);
INSERT INTO "sqlite_sequence" VALUES('passages',3);
INSERT INTO "sqlite_sequence" VALUES('changes',2);
INSERT INTO "sqlite_sequence" VALUES('names',3);
INSERT INTO "sqlite_sequence" VALUES('conversations',3);
INSERT INTO "sqlite_sequence" VALUES('turns',3);
PRAGMA application_id = 1181708148;
PRAGMA user_version = 2;
