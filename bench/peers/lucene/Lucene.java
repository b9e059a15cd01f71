import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.facet.DrillDownQuery;
import org.apache.lucene.facet.DrillSideways;
import org.apache.lucene.facet.FacetResult;
import org.apache.lucene.facet.Facets;
import org.apache.lucene.facet.FacetsCollector;
import org.apache.lucene.facet.FacetsCollectorManager;
import org.apache.lucene.facet.FacetsConfig;
import org.apache.lucene.facet.LabelAndValue;
import org.apache.lucene.facet.sortedset.DefaultSortedSetDocValuesReaderState;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetCounts;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesFacetField;
import org.apache.lucene.facet.sortedset.SortedSetDocValuesReaderState;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.store.MMapDirectory;

/**
 * Lucene: facets from sorted-set doc values, drill-sideways counts, exact totals, no query cache.
 *
 * <pre>
 *   Lucene build DOCUMENTS FOLDER SEGMENTS              id, words, stems, tags, organizations, parted by tabs
 *   Lucene ask QUERIES FOLDER ROUNDS WARM_SECONDS OUT   number, operator, field, terms, tag, organization
 * </pre>
 *
 * OUT holds lines that begin with S (segments), A (an answer) or T (nanoseconds of each round, clock:thread).
 */
public final class Lucene {
    private static final int TOP = 10;
    private static final int LISTED = 20;
    private static final String VALUES = "\u001e";
    private static final String[] FACETS = {"tag", "org"};
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private record Asked(String number, Query words, String tag, String org) {}

    private record Answer(long total, List<String> ids, FacetResult[] facets) {}

    private record Search(String key, Callable<Answer> ask) {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("build")) {
            build(Path.of(arguments[1]), Path.of(arguments[2]), Integer.parseInt(arguments[3]));
        } else {
            ask(Path.of(arguments[1]), Path.of(arguments[2]), Integer.parseInt(arguments[3]),
                Double.parseDouble(arguments[4]), Path.of(arguments[5]));
        }
    }

    private static FacetsConfig facetsConfig() {
        FacetsConfig config = new FacetsConfig();
        for (String name : FACETS) {
            config.setMultiValued(name, true);
        }
        return config;
    }

    private static void build(Path documents, Path folder, int segments) throws IOException {
        FacetsConfig facets = facetsConfig();
        IndexWriterConfig config = new IndexWriterConfig(new WhitespaceAnalyzer());
        config.setRAMBufferSizeMB(1500);
        config.setUseCompoundFile(false);
        config.setMergeScheduler(new SerialMergeScheduler());
        config.setMergePolicy(NoMergePolicy.INSTANCE);
        long lines;
        try (var counted = Files.lines(documents)) {
            lines = counted.count();
        }
        long each = (lines + segments - 1) / segments;
        try (var directory = new MMapDirectory(folder);
             var writer = new IndexWriter(directory, config);
             BufferedReader reader = Files.newBufferedReader(documents)) {
            long done = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                writer.addDocument(facets.build(document(line.split("\t", -1))));
                if (++done % each == 0) {
                    writer.commit();
                }
            }
            writer.commit();
        }
    }

    private static Document document(String[] cells) {
        FieldType frequencies = new FieldType(TextField.TYPE_NOT_STORED);
        frequencies.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
        Document document = new Document();
        document.add(new StoredField("id", cells[0]));
        document.add(new Field("words", cells[1], TextField.TYPE_NOT_STORED));
        if (!cells[2].isEmpty()) {
            document.add(new Field("stems", cells[2], frequencies));
        }
        for (int number = 0; number < FACETS.length; number++) {
            for (String value : cells[3 + number].split(VALUES)) {
                if (!value.isEmpty()) {
                    document.add(new SortedSetDocValuesFacetField(FACETS[number], value));
                }
            }
        }
        return document;
    }

    private static void ask(Path queries, Path folder, int rounds, double warm, Path out) throws Exception {
        List<Asked> asked = new ArrayList<>();
        for (String line : Files.readAllLines(queries)) {
            String[] cells = line.split("\t", -1);
            asked.add(new Asked(cells[0], query(cells[1], cells[2], cells[3].split(" ")), cells[4], cells[5]));
        }
        FacetsConfig config = facetsConfig();
        try (var directory = new MMapDirectory(folder);
             var reader = DirectoryReader.open(directory);
             PrintWriter report = new PrintWriter(Files.newBufferedWriter(out))) {
            IndexSearcher searcher = new IndexSearcher(reader);
            searcher.setQueryCache(null);
            SortedSetDocValuesReaderState state = new DefaultSortedSetDocValuesReaderState(reader, config);
            report.println("S\t" + reader.leaves().size());
            for (String mode : List.of("a", "b", "c")) {
                List<Search> searches = new ArrayList<>();
                for (Asked each : asked) {
                    searches.add(new Search(each.number() + mode, switch (mode) {
                        case "a" -> () -> top(searcher, each.words());
                        case "b" -> () -> counted(searcher, state, each.words());
                        default -> () -> sideways(searcher, config, state, each);
                    }));
                }
                warmUp(searches, warm);
                measure(searches, rounds, report);
            }
        }
    }

    private static void warmUp(List<Search> searches, double seconds) throws Exception {
        long until = System.nanoTime() + (long) (seconds * 1e9);
        do {
            for (Search search : searches) {
                search.ask().call();
            }
        } while (System.nanoTime() < until);
        System.gc();
    }

    private static void measure(List<Search> searches, int rounds, PrintWriter report) throws Exception {
        String[] times = new String[searches.size()];
        Answer[] answers = new Answer[searches.size()];
        for (int round = 0; round < rounds; round++) {
            for (int number = 0; number < times.length; number++) {
                Callable<Answer> ask = searches.get(number).ask();
                long wall = System.nanoTime();
                long cpu = THREADS.getCurrentThreadCpuTime();
                answers[number] = ask.call();
                cpu = THREADS.getCurrentThreadCpuTime() - cpu;
                wall = System.nanoTime() - wall;
                times[number] = (times[number] == null ? "" : times[number] + "\t") + wall + ":" + cpu;
            }
        }
        for (int number = 0; number < times.length; number++) {
            String key = searches.get(number).key();
            report.println("T\t" + key + "\t" + times[number]);
            report.println("A\t" + key + "\t" + told(answers[number]));
        }
    }

    private static String told(Answer answer) {
        StringBuilder line = new StringBuilder().append(answer.total()).append("\t").append(answer.ids().size());
        for (FacetResult facet : answer.facets()) {
            line.append("\t");
            if (facet != null) {
                for (LabelAndValue value : facet.labelValues) {
                    line.append(value.value).append(" ").append(value.label).append(VALUES);
                }
            }
        }
        return line.toString();
    }

    private static Query query(String operator, String field, String[] terms) {
        switch (operator) {
            case "all":
                return new MatchAllDocsQuery();
            case "prefix":
                return new PrefixQuery(new Term(field, terms[0]));
            case "phrase":
                return new PhraseQuery(field, terms);
            default:
        }
        if (terms.length == 1) {
            return new TermQuery(new Term(field, terms[0]));
        }
        BooleanClause.Occur occur = operator.equals("and") ? BooleanClause.Occur.MUST : BooleanClause.Occur.SHOULD;
        BooleanQuery.Builder builder = new BooleanQuery.Builder();
        for (String term : terms) {
            builder.add(new TermQuery(new Term(field, term)), occur);
        }
        return builder.build();
    }

    private static Answer top(IndexSearcher searcher, Query words) throws IOException {
        TopDocs found = searcher.search(words, new TopScoreDocCollectorManager(TOP, Integer.MAX_VALUE));
        return new Answer(found.totalHits.value(), ids(searcher, found), new FacetResult[0]);
    }

    private static Answer counted(IndexSearcher searcher, SortedSetDocValuesReaderState state, Query words)
            throws IOException {
        if (words instanceof MatchAllDocsQuery) { // counts of everything need no hits to be collected
            Answer answer = top(searcher, words);
            return new Answer(answer.total(), answer.ids(), best(new SortedSetDocValuesFacetCounts(state)));
        }
        var found = FacetsCollectorManager.search(searcher, words, TOP, new FacetsCollectorManager());
        FacetsCollector collected = found.facetsCollector();
        TopDocs top = found.topDocs();
        FacetResult[] facets = best(new SortedSetDocValuesFacetCounts(state, collected));
        return new Answer(top.totalHits.value(), ids(searcher, top), facets);
    }

    private static Answer sideways(IndexSearcher searcher, FacetsConfig config, SortedSetDocValuesReaderState state,
            Asked asked) throws IOException {
        DrillDownQuery query = new DrillDownQuery(config, asked.words());
        query.add("tag", asked.tag());
        query.add("org", asked.org());
        var found = new DrillSideways(searcher, config, state).search(query, TOP);
        return new Answer(found.hits.totalHits.value(), ids(searcher, found.hits), best(found.facets));
    }

    private static FacetResult[] best(Facets facets) throws IOException {
        FacetResult[] results = new FacetResult[FACETS.length];
        for (int number = 0; number < FACETS.length; number++) {
            results[number] = facets.getTopChildren(LISTED, FACETS[number]);
        }
        return results;
    }

    private static List<String> ids(IndexSearcher searcher, TopDocs found) throws IOException {
        StoredFields stored = searcher.storedFields();
        List<String> ids = new ArrayList<>();
        for (ScoreDoc hit : found.scoreDocs) {
            ids.add(stored.document(hit.doc, Set.of("id")).get("id"));
        }
        return ids;
    }
}
