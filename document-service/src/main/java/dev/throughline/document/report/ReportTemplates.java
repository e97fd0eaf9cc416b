package dev.throughline.document.report;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The templates, checked against what they are given when the service is built. */
@CheckedTemplate(basePath = "report")
final class ReportTemplates {

    /** The template's name and version, which go up with every change that a reader can see. */
    static final String NAME = "visit-report";

    static final int VERSION = 1;

    private ReportTemplates() {}

    static native TemplateInstance visitReport(VisitReport report);
}
