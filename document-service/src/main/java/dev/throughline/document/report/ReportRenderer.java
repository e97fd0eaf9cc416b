package dev.throughline.document.report;

import dev.throughline.document.document.Document;
import dev.throughline.document.store.Content;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Renders a document from what it says about its visit. Blocks, and needs a processor for a while. */
@ApplicationScoped
class ReportRenderer {

    private final Legible legible;
    private final Brandings brandings;
    private final ServiceNames services;
    private final PdfWriter pdf;

    ReportRenderer(Legible legible, Brandings brandings, ServiceNames services, PdfWriter pdf) {
        this.legible = legible;
        this.brandings = brandings;
        this.services = services;
        this.pdf = pdf;
    }

    /**
     * The content of {@code document}; the same each time, as long as template, branding, names of services and libraries
     * are the same.
     */
    Content render(Document document) {
        var locale = ReportLocale.of(document.locale());
        var xhtml = ReportTemplates.visitReport(report(document, locale))
                .setLocale(locale.locale())
                .render();
        return Content.of(pdf.write(xhtml, document.id(), document.createdAt()));
    }

    private VisitReport report(Document document, ReportLocale locale) {
        var visit = document.visit();
        return new VisitReport(
                locale.name(),
                locale.is(visit.customerLocale())
                        ? null
                        : legible.line(visit.customerLocale()).text(),
                brandings.of(document.tenant()),
                document.id(),
                document.booking(),
                legible.line(visit.customerName()),
                legible.line(service(visit.service(), locale)),
                locale.date(visit.start(), brandings.zoneOf(document.tenant())),
                visit.minutes(),
                legible.line(visit.practitioner()),
                legible.lines(visit.findings()));
    }

    private String service(String code, ReportLocale locale) {
        var names = services.byCode().getOrDefault(code, Map.of());
        return names.getOrDefault(locale.name(), names.getOrDefault(ReportLocale.en.name(), code));
    }
}
