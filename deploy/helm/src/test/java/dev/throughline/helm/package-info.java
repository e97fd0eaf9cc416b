/** Renders the Helm chart and holds what comes out to the API of Kubernetes and to the promises of the chart. */
package dev.throughline.helm;
