BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'own-ears','m001_first_release','2026-11-22 12:00:00.000000+00:00');
CREATE TABLE "attempts" (
   "commit_id" TEXT PRIMARY KEY REFERENCES "commits"("commit_id"),
   "advice" TEXT,
   "ai_choice" REAL,
   "ai_p_right" REAL,
   "model_sha256" TEXT,
   "region_shown" INTEGER NOT NULL,
   "number_shown" INTEGER NOT NULL,
   "audition_you" INTEGER NOT NULL,
   "audition_ai" INTEGER NOT NULL,
   "final_choice" REAL NOT NULL,
   "final_confidence" TEXT NOT NULL,
   "final_elapsed_ms" INTEGER NOT NULL,
   "guess_correct" INTEGER NOT NULL,
   "guess_error" REAL NOT NULL,
   "guess_score" REAL NOT NULL,
   "ai_correct" INTEGER,
   "ai_error" REAL,
   "ai_score" REAL,
   "final_correct" INTEGER NOT NULL,
   "final_error" REAL NOT NULL,
   "final_score" REAL NOT NULL,
   "error_unit" TEXT NOT NULL,
   "points" REAL NOT NULL,
   "finished_at" TEXT NOT NULL
);
CREATE TABLE "commits" (
   "commit_id" TEXT PRIMARY KEY,
   "session_id" TEXT NOT NULL REFERENCES "sessions"("session_id"),
   "player_id" TEXT NOT NULL REFERENCES "players"("player_id"),
   "trial" INTEGER NOT NULL,
   "mode" TEXT NOT NULL,
   "challenge_id" TEXT NOT NULL,
   "skill_id" TEXT NOT NULL,
   "cue" REAL NOT NULL,
   "source_id" TEXT NOT NULL,
   "source_sha256" TEXT NOT NULL,
   "seed" INTEGER NOT NULL,
   "rate_hz" INTEGER NOT NULL,
   "generator_version" INTEGER NOT NULL,
   "question" TEXT NOT NULL,
   "target" REAL NOT NULL,
   "params" TEXT NOT NULL,
   "guess_choice" REAL NOT NULL,
   "guess_confidence" TEXT NOT NULL,
   "guess_elapsed_ms" INTEGER NOT NULL,
   "guess_listens" INTEGER NOT NULL,
   "advice_sha256" TEXT,
   "tol" REAL NOT NULL,
   "chance" REAL NOT NULL,
   "o_item" REAL NOT NULL,
   "p_track" REAL,
   "theta_mean" REAL,
   "theta_sd" REAL,
   "app_version" TEXT NOT NULL,
   "committed_at" TEXT NOT NULL
);
CREATE TABLE "players" (
   "player_id" TEXT PRIMARY KEY,
   "name" TEXT NOT NULL,
   "created_at" TEXT NOT NULL
);
CREATE TABLE "sessions" (
   "session_id" TEXT PRIMARY KEY,
   "player_id" TEXT NOT NULL REFERENCES "players"("player_id"),
   "skill_id" TEXT NOT NULL,
   "cue" REAL,
   "seed" INTEGER,
   "rounds" INTEGER,
   "assisted" INTEGER,
   "app_version" TEXT,
   "started_at" TEXT NOT NULL
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE UNIQUE INDEX "idx_players_name"
    ON "players" ("name");
CREATE UNIQUE INDEX "idx_commits_session_id_trial"
    ON "commits" ("session_id", "trial");
CREATE INDEX "idx_commits_player_id_skill_id_committed_at"
    ON "commits" ("player_id", "skill_id", "committed_at");
COMMIT;
