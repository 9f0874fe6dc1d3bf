// What a FOCUS service can be: the categories (ServiceCategory-C-003-M) and each subcategory's one category
// (ServiceSubcategory-C-003-M and -004-M), as the 1.2 specification lists them.

const TREE = {
  "AI and Machine Learning": [
    "AI Platforms",
    "Bots",
    "Generative AI",
    "Machine Learning",
    "Natural Language Processing",
  ],
  Analytics: [
    "Analytics Platforms",
    "Business Intelligence",
    "Data Processing",
    "Search",
    "Streaming Analytics",
  ],
  "Business Applications": ["Productivity and Collaboration"],
  Compute: ["Containers", "End User Computing", "Quantum Compute", "Serverless Compute", "Virtual Machines"],
  Databases: [
    "Caching",
    "Data Warehouses",
    "Ledger Databases",
    "NoSQL Databases",
    "Relational Databases",
    "Time Series Databases",
  ],
  "Developer Tools": [
    "Developer Platforms",
    "Continuous Integration and Deployment",
    "Development Environments",
    "Source Code Management",
    "Quality Assurance",
  ],
  Identity: ["Identity and Access Management"],
  Integration: ["API Management", "Messaging", "Workflow Orchestration"],
  "Internet of Things": ["IoT Analytics", "IoT Platforms"],
  "Management and Governance": [
    "Architecture",
    "Compliance",
    "Cost Management",
    "Data Governance",
    "Disaster Recovery",
    "Endpoint Management",
    "Observability",
    "Support",
  ],
  Media: ["Content Creation", "Gaming", "Media Streaming", "Mixed Reality"],
  Migration: ["Data Migration", "Resource Migration"],
  Mobile: [],
  Multicloud: ["Multicloud Integration"],
  Networking: [
    "Application Networking",
    "Content Delivery",
    "Network Connectivity",
    "Network Infrastructure",
    "Network Routing",
    "Network Security",
  ],
  Other: [],
  Security: ["Secret Management", "Security Posture Management", "Threat Detection and Response"],
  Storage: ["Backup Storage", "Block Storage", "File Storage", "Object Storage", "Storage Platforms"],
  Web: ["Application Platforms"],
} as const satisfies Record<string, readonly string[]>;

export const SERVICE_CATEGORIES: readonly string[] = Object.keys(TREE);

/** Every subcategory and its category; each category also has `Other (…)`. */
export const SERVICE_SUBCATEGORIES: ReadonlyMap<string, string> = new Map(
  Object.entries(TREE).flatMap(([category, subcategories]) =>
    [...subcategories, `Other (${category})`].map((subcategory) => [subcategory, category] as const),
  ),
);
