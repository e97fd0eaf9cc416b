/** Job engines side by side on one PostgreSQL: who takes turns, what each is asked to do, and what came of it. */
package dev.throughline.bench;
