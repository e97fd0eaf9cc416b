/** Whether this process can do its work now (readiness), and whether only a restart would help (liveness). */
package dev.throughline.kit.health;
