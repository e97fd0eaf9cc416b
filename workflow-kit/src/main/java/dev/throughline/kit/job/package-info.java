/** Background work: jobs, the ledger of their attempts, the workers that run them, and the verdict on replaying them. */
package dev.throughline.kit.job;
